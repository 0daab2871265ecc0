import Codecs
import HTTP
import Posix
import Records
import Service
import Synchronization
import Testing

/// Commits over HTTP: a version, or nothing.
struct CommitEndpointsTests {
    private static let commits = Example.dataset + "/commits"
    private static let image = Array("an image".utf8)
    private static let good = Archive.bytes([("a.png", image)])

    static let scenarios: [Scenario] = archives + lines + requests

    private static let archives: [Scenario] = [
        Scenario(
            "another body than announced", .digestMismatch, .post, commits,
            .tar(Example.archive),
            fields: [
                Field("Content-Digest", DigestField.representation(Digest.of("x".utf8)).value)
            ]),
        Scenario(
            "a digest that cannot be read", .malformedRequest, .post, commits,
            .tar(Example.archive), fields: [Field("Repr-Digest", "sha-256=x")],
            says: ["sha-256=:BASE64:"]),
        Scenario(
            "cut off", .invalidArchive, .post, commits, .tar(Array(Example.archive.dropLast(1500))),
            says: ["whole"]),
        Scenario(
            "cut off in the first member", .invalidArchive, .post, commits,
            .tar(Array(Example.archive.prefix(515)))),
        Scenario(
            "no tar", .invalidArchive, .post, commits, .tar([UInt8](repeating: 65, count: 2048))),
        Scenario(
            "compressed", .invalidArchive, .post, commits,
            .tar([0x1F, 0x8B] + [UInt8](repeating: 0, count: 2048)), says: ["gunzip"]),
        Scenario(
            "a path upwards", .invalidArchive, .post, commits,
            .tar(Archive.bytes([("a.png", image), ("../b.png", image)])), says: ["../b.png"]),
        Scenario(
            "a path from the root", .invalidArchive, .post, commits,
            .tar(Archive.bytes([("/a.png", image)]))),
        Scenario(
            "a symbolic link", .invalidArchive, .post, commits,
            .tar(Archive.member(ofKind: "2", path: "a.png")), says: ["a.png", "--dereference"]),
        Scenario(
            "a device", .invalidArchive, .post, commits,
            .tar(Archive.member(ofKind: "3", path: "a.png"))),
        Scenario(
            "a member twice", .invalidArchive, .post, commits,
            .tar(Archive.bytes([("a.png", image), ("a.png", image)])), says: ["twice"]),
        Scenario(
            "a sample in two places", .invalidArchive, .post, commits,
            .tar(Archive.bytes([("a.png", image), ("b.png", image), ("a.cls", [49])]))),
        Scenario(
            "no ending", .invalidArchive, .post, commits,
            .tar(Archive.bytes([("a", image)])), says: ["KEY.PART"]),
        Scenario(
            "no class", .invalidArchive, .post, commits,
            .tar(Archive.bytes([("a.cls", [0xFF, 0xFE])])), says: ["a.cls"]),
        Scenario(
            "no JSON", .invalidArchive, .post, commits,
            .tar(Archive.bytes([("a.json", Array("{".utf8))]))),
        Scenario("no sample", .commitEmpty, .post, commits, .tar(Archive.bytes([]))),
        Scenario(
            "too many parts", .invalidArchive, .post, commits,
            .tar(Archive.bytes((0..<65).map { ("a.part-\($0)", image) })), says: ["64 parts"]),
        Scenario(
            "a size that no disk has", .invalidArchive, .post, commits,
            .tar(
                TarHeader.bytes(path: "a.png", byteCount: .max)
                    + [UInt8](repeating: 0, count: 2048))),
        Scenario(
            "a header of a size that no memory has", .invalidArchive, .post, commits,
            .tar(Archive.member(ofKind: "x", path: "a.png", byteCount: 0o77_777_777_777))),
        Scenario(
            "too large", .contentTooLarge, .post, commits,
            .tar(Archive.bytes([("a.png", [UInt8](repeating: 0, count: 5 * 1024 * 1024))]))),
    ]

    private static let lines: [Scenario] = [
        Scenario(
            "wrong lines", .invalidLines, .post, commits,
            .lines(
                Example.put("good") + "{\n" + #"{"put": {"key": "../a"}}"# + "\n"
                    + #"{"put": {"key": "a", "kee": 1}}"# + "\n" + #"{"remove": 1}"# + "\n{}\n"),
            says: [
                #""count":5"#, #""line":2"#, #""line":3"#, #""pointer":"/put/key""#, #""line":4"#,
                #""pointer":"/put/kee""#, #""line":5"#, #""pointer":"/remove""#, #""line":6"#,
            ]),
        Scenario(
            "an unknown blob", .invalidLines, .post, commits,
            .lines(
                #"{"put": {"key": "a", "parts": {"png": {"digest": "\#(Digest.of([1]))", "#
                    + #""bytes": 1}}}}"# + "\n"),
            says: ["upload it first"]),
        Scenario(
            "another size than the blob has", .invalidLines, .post, commits,
            .lines(
                #"{"put": {"key": "a", "parts": {"png": {"digest": "#
                    + #""\#(Digest.of(Example.image(of: "test/0")))", "bytes": 3}}}}"# + "\n"),
            says: ["/put/parts/png/bytes", "as the blob has"]),
        Scenario(
            "control bytes for a line", .invalidLines, .post, commits,
            .lines(Example.put("good") + "\u{0}\u{0}\n\u{1}"),
            says: [#""count":2"#, #""line":2"#, #""line":3"#]),
        Scenario(
            "equal names", .invalidLines, .post, commits,
            .lines(#"{"put": {"key": "a", "key": "b"}}"#), says: ["/put/key"]),
        Scenario(
            "bad UTF-8", .invalidLines, .post, commits,
            Content(
                mediaType: "application/x-ndjson",
                bytes: Array(#"{"remove": ""#.utf8) + [0xC3, 0x28] + Array("\"}\n".utf8))),
        Scenario(
            "a key twice", .invalidLines, .post, commits,
            .lines(Example.put("a") + Example.put("a"))),
        Scenario(
            "too long fields", .invalidArchive, .post, commits,
            .lines(
                Example.put("a", #"{"text": ""# + String(repeating: "x", count: 70_000) + "\"}")),
            says: ["65536"]),
        Scenario(
            "too many splits", .invalidArchive, .post, commits,
            .lines(
                (0..<300).map { #"{"put": {"key": "k\#($0)", "split": "s\#($0)"}}"# }
                    .joined(separator: "\n")), says: ["splits"]),
        Scenario("no line", .commitEmpty, .post, commits, .lines("\n\n")),
        Scenario(
            "too long a line", .invalidLines, .post, commits,
            .lines(
                Example.put("b")
                    + Example.put(
                        "a", #"{"text": ""# + String(repeating: "x", count: 300_000) + "\"}")),
            says: [#""line":2"#, "262144"]),
        Scenario(
            "a line without an end", .invalidLines, .post, commits,
            .lines(Example.put("b") + String(repeating: "x", count: 300_000)),
            says: [#""line":2"#, "262144"]),
    ]

    private static let requests: [Scenario] = [
        Scenario(
            "another kind", .unsupportedMediaType, .post, commits, .json("{}"),
            says: ["application/x-tar or application/x-ndjson"]),
        Scenario(
            "no kind", .unsupportedMediaType, .post, commits,
            Content(mediaType: nil, bytes: good)),
        Scenario(
            "compressed on its way", .unsupportedMediaType, .post, commits, .tar(good),
            fields: [Field("Content-Encoding", "gzip")], says: ["'gzip'"]),
        Scenario(
            "two archives, one behind the other", .invalidArchive, .post, commits,
            .tar(good + good), says: ["\(good.count)", "Send one archive"]),
        Scenario(
            "creating a dataset from nothing", .commitEmpty, .post,
            "/v1/datasets/team/new/commits?create=true", .tar(Archive.bytes([]))),
        Scenario(
            "creating a dataset from half an archive", .invalidArchive, .post,
            "/v1/datasets/team/new/commits?create=true", .tar(Array(good.dropLast(1200)))),
        Scenario(
            "a message that moves a cursor", .invalidParameter, .post,
            commits + "?message=%1B%5B2J", .tar(good), says: [#""parameter":"message""#]),
        Scenario(
            "no split", .invalidParameter, .post, commits + "?split=%20", .tar(good),
            says: [#""parameter":"split""#]),
        Scenario("no flag", .invalidParameter, .post, commits + "?replace=yes", .tar(good)),
        Scenario(
            "no dataset", .resourceMissing, .post, "/v1/datasets/team/nothing/commits", .tar(good)),
    ]

    @Test func `a commit that cannot be leaves no version`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a tar becomes a version, and the same tar none`() throws {
        let daemon = try TestDaemon.withSamples()
        let again = try daemon.send(
            .post, Self.commits + "?split=folder", .tar(Example.archive))
        #expect(again.status == 200)
        #expect(again.json["version"]?["number"] == 1)
        #expect(again.json["unchanged"] == 5)
        #expect(again.json["newBlobs"] == 0)
        let more = try daemon.send(.post, Self.commits, .tar(Self.good))
        #expect(more.status == 201)
        #expect(more.field("Location")?.hasPrefix(Example.versions + "/sha256:") == true)
        #expect(more.json["added"] == 1)
        #expect(more.json["version"]?["samples"] == 6)
        #expect(more.json["version"]?["parent"] == 1)
        #expect(more.json["newBlobs"] == 1)
        #expect(more.json["newBytes"]?.integer == Self.image.count)
    }

    @Test func `a dataset is made with its first version, by one of many`() throws {
        let daemon = try TestDaemon()
        let target = "/v1/datasets/team/new/commits?create=true"
        let replies = Mutex<[Int]>([])
        let threads = try (0..<4).map { number in
            try NativeThread.start(name: "commit") {
                let reply = try? daemon.send(.post, target, .lines(Example.put("k\(number)")))
                replies.withLock { $0.append(reply?.status ?? 0) }
            }
        }
        for thread in threads { thread.join() }
        #expect(replies.withLock { $0 } == [201, 201, 201, 201])
        let dataset = try daemon.get("/v1/datasets/team/new").json
        #expect(dataset["latest"]?["number"] == 4)
        #expect(dataset["latest"]?["samples"] == 4)
    }

    @Test func `a split is the folder's, one for all, or none`() throws {
        let daemon = try TestDaemon()
        for (query, splits) in [
            ("?split=folder", ["test": 1, "train": 4]), ("?split=held-out", ["held-out": 5]),
            ("", [:] as JSON),
        ] {
            let name = "d\(splits.object?.members.count ?? 0)\(query.count)"
            try daemon.make("/v1/datasets", #"{"namespace": "team", "name": "\#(name)"}"#)
            let commit = try daemon.send(
                .post, "/v1/datasets/team/\(name)/commits\(query)", .tar(Example.archive))
            #expect(commit.json["version"]?["splits"] == splits, "\(query)")
        }
    }

    @Test func `a replacement leaves only its own samples`() throws {
        let daemon = try TestDaemon.withSamples()
        let commit = try daemon.send(.post, Self.commits + "?replace=true", .tar(Self.good))
        #expect(commit.json["version"]?["samples"] == 1)
        #expect(commit.json["added"] == 1)
        #expect(commit.json["removed"] == 5)
    }

    @Test func `a commit counts what it added, changed, removed and found unchanged`() throws {
        let daemon = try TestDaemon.withSamples()
        let first = Example.put("a") + Example.put("b") + #"{"remove": "test/0"}"# + "\n"
        let second =
            Example.put("a") + Example.put("b", #"{"seen": 1}"#) + Example.put("c")
            + #"{"remove": "train/0"}"# + "\n" + #"{"remove": "nothing"}"# + "\n"
        for (lines, counts) in [(first, [2, 0, 1, 0]), (second, [1, 1, 1, 1])] {
            let commit = try daemon.send(.post, Self.commits, .lines(lines)).json
            let names = ["added", "changed", "removed", "unchanged"]
            #expect(names.compactMap { commit[$0]?.integer } == counts)
        }
    }

    @Test func `lines put and remove, with blobs uploaded before`() throws {
        let daemon = try TestDaemon.withSamples()
        let digest = Digest.of(Self.image)
        try daemon.send(.put, "/v1/blobs/\(digest)", .octets(Self.image))
        let changes =
            #"{"put": {"key": "new", "split": "train", "fields": {"a": 0.10}, "parts": {"png": "#
            + #"{"digest": "\#(digest)", "bytes": 8}}}}"# + "\n\n" + #"{"remove": "test/0"}"#
        let commit = try daemon.send(.post, Self.commits, .lines(changes))
        #expect(commit.status == 201)
        #expect(commit.json["version"]?["splits"] == ["train": 5])
        let sample = try daemon.get(Example.versions + "/2/samples/new")
        #expect(sample.text.contains(#""fields":{"a":0.10}"#))
        #expect(try daemon.get(Example.versions + "/2/samples/new/parts/png").bytes == Self.image)
        let fields = try daemon.get(Example.versions + "/2/samples/new/parts/json")
        #expect(fields.text == #"{"a":0.10}"#)
    }

    @Test func `a stream of unknown length is a commit too`() throws {
        let daemon = try TestDaemon.withSamples()
        let client = HTTPClient(url: try ClientURL(daemon.daemon.url), token: daemon.tokens[.write])
        var rest = Example.archive[...]
        let body = ClientBody.stream(byteCount: nil) {
            let piece = rest.prefix(700)
            rest = rest.dropFirst(700)
            return piece.isEmpty ? nil : Array(piece)
        }
        let reply = try Reply(
            client.send(
                ClientRequest(
                    .post, Self.commits, fields: [Field("Content-Type", "application/x-tar")],
                    body: body)))
        #expect(reply.json["changed"] == 5, "without their split the samples are others")
    }

    @Test func `commits at the same time all end up in the last version`() throws {
        let daemon = try TestDaemon.withSamples()
        let refusals = Mutex<[String]>([])
        let threads = try (0..<8).map { thread in
            try NativeThread.start(name: "commit") {
                for number in 0..<4 {
                    let key = "at-once/\(thread)-\(number)"
                    let refusal = CommitEndpointsTests.commitUntilTaken(key, to: daemon)
                    if let refusal { refusals.withLock { $0.append(refusal) } }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(refusals.withLock { $0 } == [])
        let samples = try daemon.get(Example.versions + "/latest/samples").json["samples"]?.array
        let keys = samples?.compactMap { $0["key"]?.string } ?? []
        let expected = (0..<8).flatMap { thread in
            (0..<4).map { "at-once/\(thread)-\($0)" }
        }
        #expect(keys == (expected + Example.keys).sorted())
        let versions = try daemon.get(Example.versions).json["versions"]?.array ?? []
        #expect(versions.compactMap { $0["number"]?.integer } == (1...33).reversed())
        #expect(versions.compactMap { $0["parent"]?.integer } == (1...32).reversed())
    }

    /// Commits again for as long as others are faster; what else was answered, or nil.
    private static func commitUntilTaken(_ key: String, to daemon: TestDaemon) -> String? {
        for _ in 0..<20 {
            guard let reply = try? daemon.send(.post, commits, .lines(Example.put(key))) else {
                return "\(key): no answer"
            }
            if reply.status == 201 { return nil }
            guard reply.problem == ProblemKind.commitOvertaken.rawValue else { return reply.text }
        }
        return "\(key): never taken"
    }
}
