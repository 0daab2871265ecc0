import Codecs
import HTTP
import Records
import Service
import Testing

/// Views over HTTP: what is chosen, under which name, and how it is delivered.
struct ViewEndpointsTests {
    /// Six samples with fields, the third and the sixth of the split test.
    private static func daemon() throws -> TestDaemon {
        let daemon = try TestDaemon.withSamples()
        let lines = (0..<6).map { number in
            #"{"put": {"key": "s/\#(number)", "split": "\#(number % 3 == 2 ? "test" : "train")","#
                + #" "fields": {"class": \#(number % 2), "score": \#(number)}}}"# + "\n"
        }
        let reply = try daemon.send(
            .post, "/v1/datasets/team/empty/commits", .lines(lines.joined()))
        #expect(reply.status == 201, "\(reply.text)")
        return daemon
    }

    private static func body(_ members: String = "") -> String {
        #"{"dataset": "team/empty"\#(members.isEmpty ? "" : ", " + members)}"#
    }

    /// A view of the labelled dataset.
    private static func labeled(_ labels: String, _ members: String) -> String {
        #"{"dataset": "team/digits", "labels": [\#(labels)]"#
            + (members.isEmpty ? "" : ", " + members) + "}"
    }

    private static func refused(
        _ name: String, _ members: String, _ pointer: String, _ says: String
    )
        -> Scenario
    {
        Scenario(
            name, .invalidMember, .post, "/v1/views", .json(body(members)), pointer: pointer,
            says: [says])
    }

    private static let absent = "/v1/views/\(Digest.of([1]))"

    private static let scenarios: [Scenario] = [
        refused("no filter", #""filter": "score = ""#, "/filter", "at byte 8"),
        refused("an unknown order", #""order": "random""#, "/order", "shuffled or sequential"),
        refused("no parts", #""parts": []"#, "/parts", "1 to 64"),
        refused(
            "a name twice", #""parts": [{"name": "a"}, {"name": "b", "as": "a"}]"#, "/parts/1",
            "its own name"),
        Scenario(
            "an unknown field", .invalidMember, .post, "/v1/views",
            .json(body(#""filter": "scor > 1""#)), says: ["'scor'", "score"]),
        Scenario(
            "an unknown split", .resourceMissing, .post, "/v1/views",
            .json(body(#""split": "dev""#))),
        Scenario(
            "no such label", .invalidMember, .post, "/v1/views",
            .json(body(#""filter": "has @label.class""#)), pointer: "/filter",
            says: ["it names none"]),
        Scenario(
            "another label", .invalidMember, .post, "/v1/previews",
            .json(labeled(#"{"labelset": "truth"}"#, #""balance": "@label.box""#)),
            pointer: "/balance", says: ["(class)", "'box'"]),
        Scenario(
            "no labels", .invalidMember, .post, "/v1/views", .json(labeled("", "")),
            pointer: "/labels", says: ["1 to 16"]),
        Scenario(
            "two labels of one name", .invalidMember, .post, "/v1/views",
            .json(labeled(#"{"labelset": "truth"}, {"labelset": "alpha"}"#, "")),
            pointer: "/labels/1/name", says: ["name of its own"]),
        Scenario(
            "two labels sent as one", .invalidMember, .post, "/v1/views",
            .json(
                labeled(
                    #"{"labelset": "truth"}, {"labelset": "alpha", "name": "a", "#
                        + #""as": "class.json"}"#, "")),
            pointer: "/labels/1/as", says: ["its own name"]),
        Scenario(
            "no such labelset", .resourceMissing, .post, "/v1/views",
            .json(labeled(#"{"labelset": "none"}"#, ""))),
        Scenario(
            "a moment to come", .momentAhead, .post, "/v1/views",
            .json(labeled(#"{"labelset": "truth", "asOf": 1000}"#, ""))),
        Scenario(
            "a field that nobody labels", .invalidMember, .post, "/v1/views",
            .json(labeled(#"{"labelset": "truth", "field": "klass"}"#, "")),
            says: ["'klass'", "class"]),
        Scenario("not kept", .resourceMissing, .get, absent),
        Scenario("no digest", .invalidParameter, .get, "/v1/views/first"),
        Scenario("epochs of none", .resourceMissing, .get, absent + "/epochs/0/ranks/0-of-1.tar"),
    ]

    @Test func `what is no view is refused`() throws {
        try Scenario.check(Self.scenarios, on: Self.daemon())
    }

    @Test(
        arguments: [
            ("", [0, 1, 2, 3, 4, 5]), (#""split": "test""#, [2, 5]),
            (#""filter": "score between 1 and 3""#, [1, 2, 3]),
            (#""filter": "class = 1 and not score = 3""#, [1, 5]),
            (#""split": "train", "filter": "score > 2""#, [3, 4]), (#""filter": "score > 9""#, []),
        ] as [(String, [Int])])
    func `an epoch of a view has the samples that it keeps, once each`(
        members: String, expected: [Int]
    ) throws {
        let daemon = try Self.daemon()
        let view = try daemon.make("/v1/views", Self.body(members))
        #expect(view["samples"]?.integer == expected.count)
        let root = "/v1/views/\(view["digest"]?.string ?? "")"
        for epoch in 0..<3 {
            let lines = try (0..<2).flatMap {
                try daemon.get("\(root)/epochs/\(epoch)/ranks/\($0)-of-2.jsonl").lines
            }
            let keys = lines.compactMap { $0["key"]?.string }
            #expect(keys.sorted() == expected.map { "s/\($0)" })
            #expect(lines.allSatisfy { $0["key"]?.string == "s/\($0["position"]?.integer ?? -1)" })
        }
    }

    @Test func `a preview counts samples of which nothing is sent that others do not send`() throws
    {
        let daemon = try TestDaemon.withSamples()
        var lines = ""
        // Three of one content, two of another, one of its own; and one with nothing at all.
        for (number, value) in [1, 1, 1, 2, 2, 3].enumerated() {
            lines += #"{"put": {"key": "s/\#(number)", "fields": {"n": \#(value)}}}"# + "\n"
        }
        lines += #"{"put": {"key": "bare"}}"# + "\n"
        let commit = "/v1/datasets/team/empty/commits"
        #expect(try daemon.send(.post, commit, .lines(lines)).status == 201)
        func duplicates(_ members: String = "") throws -> Int? {
            try daemon.send(.post, "/v1/previews", as: .read, .json(Self.body(members)))
                .json["duplicates"]?.integer
        }
        #expect(try duplicates() == 3)
        #expect(try duplicates(#""filter": "n < 2""#) == 2)
        #expect(try duplicates(#""filter": "n = 3""#) == 0)
        // What is not sent makes no difference, and nothing sent is no content.
        #expect(try duplicates(#""parts": [{"name": "png"}]"#) == 0)
    }

    @Test func `the same recipe is the same view, however it is written`() throws {
        let daemon = try Self.daemon()
        let first = try daemon.send(
            .post, "/v1/views", .json(Self.body(#""filter": "(score=1.0)or class = 1""#)))
        let again = try daemon.send(
            .post, "/v1/views",
            .json(Self.body(#""version": 1, "filter": "score = 1 or (class = 1)""#)))
        #expect(first.status == 201)
        #expect(again.status == 200)
        #expect(again.json == first.json)
        #expect(try daemon.get(try #require(first.field("Location"))).json == first.json)
        #expect(try daemon.get("/v1/views").json["views"]?.array == [first.json])
    }

    @Test func `a view keeps its samples when others are committed`() throws {
        let daemon = try Self.daemon()
        let view = try daemon.make("/v1/views", Self.body(#""filter": "score >= 4""#))
        let target = "/v1/views/\(view["digest"]?.string ?? "")/epochs/1/ranks/0-of-1.jsonl"
        let before = try daemon.get(target)
        try daemon.send(
            .post, "/v1/datasets/team/empty/commits",
            .lines(Example.put("s/00", #"{"score": 7, "class": 0}"#)))
        let after = try daemon.get(target)
        #expect(after.bytes == before.bytes)
        #expect(after.field("ETag") == before.field("ETag"))
        #expect(after.lines.count == 2)
    }

    @Test func `a view's own order holds unless another is asked for`() throws {
        let daemon = try Self.daemon()
        func keys(_ members: String, _ query: String) throws -> [String] {
            let view = try daemon.make("/v1/views", Self.body(members))
            let root = "/v1/views/\(view["digest"]?.string ?? "")"
            return try daemon.get("\(root)/epochs/0/ranks/0-of-1.jsonl\(query)").lines
                .compactMap { $0["key"]?.string }
        }
        let sequential = try keys(#""order": "sequential""#, "")
        #expect(sequential == (0..<6).map { "s/\($0)" })
        #expect(try keys(#""seed": 3"#, "") == keys(#""seed": 4"#, "?seed=3"))
        #expect(try keys(#""seed": 5"#, "?order=sequential") == sequential)
    }

    @Test func `parts are chosen and renamed, and the tar behaves as a file`() throws {
        let daemon = try TestDaemon.withSamples()
        let recipe = #"{"dataset": "team/digits", "parts": [{"name": "png", "as": "image.png"}]}"#
        let view = try daemon.make("/v1/views", recipe)
        let target = "/v1/views/\(view["digest"]?.string ?? "")/epochs/0/ranks/0-of-1.tar"
        let reply = try daemon.get(target)
        try Ranges.check(target, bytes: reply.bytes, on: daemon)
        #expect(reply.field("Cache-Control")?.contains("immutable") == true)
        var reader = TarReader()
        var paths: [String] = []
        for case .member(let member) in try reader.feed(reply.bytes) { paths.append(member.path) }
        #expect(paths.sorted() == Example.keys.map { "\($0).image.png" })
        #expect(
            view["bytes"]?.integer == Example.keys.reduce(0) { $0 + Example.image(of: $1).count })
    }

    @Test func `a preview counts and keeps nothing`() throws {
        let daemon = try Self.daemon()
        let body = Self.body(#""filter": "score > 0", "balance": "class""#)
        let preview = try daemon.send(.post, "/v1/previews", as: .read, .json(body)).json
        #expect(preview["samples"]?.integer == 5)
        #expect(preview["balance"] == ["0": 2, "1": 3])
        #expect(preview["splits"] == ["test": 2, "train": 3])
        #expect(preview["others"]?.integer == 0)
        #expect(try daemon.get("/v1/views").json["views"]?.array == [])
        let view = try daemon.make("/v1/views", Self.body(#""filter": "score > 0""#))
        #expect(view["digest"] == preview["digest"])
    }

    @Test func `labels are filtered by, sent in tars and lines, and stay as of their moment`()
        throws
    {
        let daemon = try Self.daemon()
        let recipe = Self.labeled(
            #"{"labelset": "truth", "as": "cls"}, "#
                + #"{"labelset": "alpha", "name": "guess", "send": false}"#,
            #""filter": "@label.class != @key or @label.guess < 3", "order": "sequential""#)
        // A label is compared with values, not with another place.
        #expect(try daemon.send(.post, "/v1/views", .json(recipe)).status == 422)
        let body = Self.labeled(
            #"{"labelset": "truth", "as": "cls"}, "#
                + #"{"labelset": "alpha", "name": "guess", "send": false}"#,
            #""filter": "@label.class > 0 and @label.guess < 3", "order": "sequential""#)
        let view = try daemon.make("/v1/views", body)
        let root = "/v1/views/\(view["digest"]?.string ?? "")"
        let target = "\(root)/epochs/0/ranks/0-of-1"
        let tar = try daemon.get(target + ".tar")
        var reader = TarReader()
        var (paths, contents) = ([String](), [[UInt8]]())
        for event in try reader.feed(tar.bytes) {
            if case .member(let member) = event {
                paths.append(member.path)
                contents.append([])
            }
            if case .content(let bytes) = event { contents[contents.count - 1] += bytes }
        }
        #expect(paths == ["train/1.png", "train/1.cls", "train/3.png", "train/3.cls"])
        #expect(contents[1] == [UInt8(ascii: "1")] && contents[3] == [UInt8(ascii: "3")])
        let lines = try daemon.get(target + ".jsonl?parts=cls").lines
        #expect(lines.map { $0["texts"]?["cls"]?.string } == ["1", "3"])
        #expect(
            lines.map { $0["labels"]?["guess"]?.array?.map { $0["value"]?["class"] } }
                == [[1], [2]])
        #expect(lines[0]["labels"]?["class"]?.array?[0]["source"]?.string == "import:uci")
        try Ranges.check(target + ".tar", bytes: tar.bytes, on: daemon)
        let shard = try daemon.get("\(root)/shards/000000.tar")
        #expect(shard.bytes == tar.bytes)
        let listed = try daemon.get("\(root)/shards").json["shards"]?.array?.first
        #expect(listed?["bytes"]?.integer == tar.bytes.count)
        // What is said later is of another moment.
        try daemon.send(
            .put, Example.annotations + "/class:train%2F1",
            .json(
                #"{"sample": "train/1", "field": "class", "value": {"class": 0}, "#
                    + #""source": "human:anna"}"#), fields: [Field("If-Match", "\"1\"")])
        #expect(try daemon.get(target + ".tar").bytes == tar.bytes)
        #expect(try daemon.make("/v1/views", body)["samples"]?.integer == 1)
    }
}
