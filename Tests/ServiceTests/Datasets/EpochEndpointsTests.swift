import Codecs
import HTTP
import Records
import Service
import Shards
import Testing

/// Epochs over HTTP: runs of ranks as tars and as lines, and what comes where.
struct EpochEndpointsTests {
    private static let epochs = Example.versions + "/1/epochs"
    private static let first = epochs + "/0/ranks/0-of-1"

    static let scenarios: [Scenario] = [
        Scenario("a rank that is none", .invalidParameter, .get, epochs + "/0/ranks/2-of-2.tar"),
        Scenario("no ranks", .invalidParameter, .get, epochs + "/0/ranks/0-of-0.tar"),
        Scenario("another spelling", .invalidParameter, .get, epochs + "/0/ranks/00-of-1.tar"),
        Scenario("words", .invalidParameter, .get, epochs + "/0/ranks/first.tar"),
        Scenario("too many", .invalidParameter, .get, epochs + "/0/ranks/0-of-65537.tar"),
        Scenario("a negative epoch", .invalidParameter, .get, epochs + "/-1/ranks/0-of-1.tar"),
        Scenario(
            "behind the end", .invalidParameter, .get, first + ".tar?from=6", says: ["0 to 5"]),
        Scenario("an end too far", .invalidParameter, .get, first + ".tar?to=6", says: ["0 to 5"]),
        Scenario(
            "backwards", .invalidParameter, .get, first + ".jsonl?from=3&to=2", says: ["3 to 5"]),
        Scenario("too many steps", .invalidParameter, .get, first + ".tar?steps=10001"),
        Scenario("no step", .invalidParameter, .get, first + ".tar?steps=0"),
        Scenario("an unknown order", .invalidParameter, .get, first + ".tar?order=random"),
        Scenario("an unknown tail", .invalidParameter, .get, first + ".tar?tail=pad"),
        Scenario("a window for none", .invalidParameter, .get, first + ".tar?window=3"),
        Scenario("no part's name", .invalidParameter, .get, first + ".jsonl?parts=png,"),
        Scenario(
            "of no version", .resourceMissing, .get, Example.versions + "/3/epochs/0/samples"),
    ]

    @Test func `what is no share of an epoch is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test(arguments: ["", "&order=sequential", "&order=windowed&block=2&window=2"])
    func `the ranks of an epoch have every sample once, as tar and as lines`(order: String) throws {
        let daemon = try TestDaemon.withSamples()
        var keys: [String] = []
        for rank in 0..<3 {
            let target = Self.epochs + "/4/ranks/\(rank)-of-3"
            let tar = try daemon.get(target + ".tar?seed=7" + order)
            #expect(tar.status == 200, "\(tar.text)")
            let lines = try daemon.get(target + ".jsonl?seed=7" + order).lines
            let inTar = try Self.keys(inTar: tar.bytes)
            #expect(inTar == lines.compactMap { $0["key"]?.string })
            keys += inTar
        }
        #expect(keys.sorted() == Example.keys)
    }

    @Test func `a sequential epoch is the version in the order of its keys`() throws {
        let daemon = try TestDaemon.withSamples()
        let tar = try daemon.get(Self.first + ".tar?order=sequential")
        let shard = try daemon.get(Example.versions + "/1/shards/000000.tar")
        #expect(tar.bytes == shard.bytes)
    }

    @Test func `a delivery behaves as a file`() throws {
        let daemon = try TestDaemon.withSamples()
        for target in [Self.first + ".tar?seed=3", Self.epochs + "/1/ranks/1-of-2.tar?from=1"] {
            try Ranges.check(target, bytes: try daemon.get(target).bytes, on: daemon)
        }
    }

    @Test func `a delivery that is planned anew has the same bytes and validator`() throws {
        let daemon = try TestDaemon.withSamples { $0.planCacheBytes = 0 }
        let cached = try TestDaemon.withSamples()
        let target = Self.epochs + "/1/ranks/0-of-2.tar?seed=5"
        let answers = try [daemon, daemon, cached, cached].map { try $0.get(target) }
        #expect(Set(answers.map(\.bytes)).count == 1)
        #expect(Set(answers.map { $0.field("ETag") }).count == 1)
    }

    @Test func `the link leads through the rest of the rank's share`() throws {
        let daemon = try TestDaemon.withSamples()
        for form in ["tar", "jsonl"] {
            var keys: [String] = []
            var target: String? = Self.epochs + "/0/ranks/0-of-2.\(form)?steps=2&seed=1"
            while let current = target {
                let reply = try daemon.get(current)
                #expect(reply.status == 200)
                keys +=
                    form == "tar"
                    ? try Self.keys(inTar: reply.bytes)
                    : reply.lines.compactMap { $0["key"]?.string }
                target = reply.field("Link").map { String($0.dropFirst().prefix { $0 != ">" }) }
            }
            let whole = try daemon.get(Self.epochs + "/0/ranks/0-of-2.jsonl?seed=1").lines
            #expect(keys == whole.compactMap { $0["key"]?.string })
            #expect(keys.count == 3)
        }
    }

    @Test func `lines hold the parts that are asked for, and where the sample comes`() throws {
        let daemon = try TestDaemon.withSamples()
        let lines = try daemon.get(Self.first + ".jsonl?parts=cls,png&seed=2").lines
        #expect(lines.map { $0["index"]?.integer } == [0, 1, 2, 3, 4])
        for line in lines {
            let key = try #require(line["key"]?.string)
            let value = try #require(Example.classes.first { $0.0 == key }?.1)
            #expect(line["texts"]?["cls"]?.string == "\(value)")
            #expect(line["texts"]?["png"]?.string == "the image of \(key)")
            #expect(line["position"]?.integer == Example.keys.firstIndex(of: key))
        }
    }

    @Test func `a part that is no text is base 64`() throws {
        let daemon = try TestDaemon.withSamples()
        let archive = Archive.bytes([("a.bin", [0xFF, 0, 0xFE]), ("a.txt", Array("ü".utf8))])
        try daemon.send(.post, "/v1/datasets/team/empty/commits", .tar(archive))
        let target = "/v1/datasets/team/empty/versions/1/epochs/0/ranks/0-of-1.jsonl?parts=bin,txt"
        let line = try #require(try daemon.get(target).lines.first)
        #expect(line["bytes"]?["bin"]?.string == "/wD+")
        #expect(line["texts"]?["txt"]?.string == "ü")
    }

    @Test func `lines that are known are not sent again`() throws {
        let daemon = try TestDaemon.withSamples()
        let etag = try #require(try daemon.get(Self.first + ".jsonl").field("ETag"))
        let again = try daemon.get(Self.first + ".jsonl", fields: [Field("If-None-Match", etag)])
        #expect(again.status == 304)
        let others = try ["?parts=png", "?seed=1", "?from=1"].map {
            try daemon.get(Self.first + ".jsonl" + $0).field("ETag")
        }
        #expect(Set(others + [etag]).count == 4)
    }

    @Test func `the listing says what comes where, page by page`() throws {
        let daemon = try TestDaemon.withSamples()
        let all = try daemon.get(Self.epochs + "/9/samples?seed=4").json
        let lines = try daemon.get(Self.epochs + "/9/ranks/0-of-1.jsonl?seed=4").lines
        #expect(all["samples"]?.array == lines)
        #expect(all["next"] == .null)
        let page = try daemon.get(Self.epochs + "/9/samples?seed=4&from=1&limit=2").json
        #expect(page["samples"]?.array == Array(lines[1..<3]))
        #expect(page["next"]?.integer == 3)
    }

    private static func keys(inTar tar: [UInt8]) throws -> [String] {
        var reader = TarReader()
        var keys: [String] = []
        for case .member(let member) in try reader.feed(tar) {
            let key = String(member.path.split(separator: ".")[0])
            if keys.last != key { keys.append(key) }
        }
        try reader.finish()
        return keys
    }
}
