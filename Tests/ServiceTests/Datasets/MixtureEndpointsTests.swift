import Codecs
import HTTP
import Records
import Service
import Testing

/// Mixtures over HTTP: what is drawn from which view, and what the ledger says of it.
struct MixtureEndpointsTests {
    private static func view(_ members: String, on daemon: TestDaemon) throws -> String {
        let recipe = #"{"dataset": "team/digits""# + (members.isEmpty ? "" : ", ") + members + "}"
        let reply = try daemon.send(.post, "/v1/views", .json(recipe))
        return try #require(reply.json["digest"]?.string)
    }

    private static func body(_ views: [(String, Int)], _ members: String = "") -> String {
        let mixture = views.map { #"{"view": "\#($0.0)", "weight": \#($0.1)}"# }
        return #"{"mixture": [\#(mixture.joined(separator: ", "))]"#
            + (members.isEmpty ? "" : ", " + members) + "}"
    }

    private static let absent = "\(Digest.of([1]))"

    static let scenarios: [Scenario] = [
        Scenario(
            "no views", .invalidMember, .post, "/v1/mixtures", .json(body([])),
            pointer: "/mixture", says: ["1 to 64"]),
        Scenario(
            "no weight", .invalidMember, .post, "/v1/mixtures", .json(body([(absent, 0)])),
            pointer: "/mixture/0/weight"),
        Scenario(
            "no digest", .invalidMember, .post, "/v1/mixtures", .json(body([("first", 1)])),
            pointer: "/mixture/0/view"),
        Scenario(
            "an unknown order", .invalidMember, .post, "/v1/mixtures",
            .json(body([(absent, 1)], #""order": "windowed""#)), pointer: "/order"),
        Scenario(
            "a view that is not there", .resourceMissing, .post, "/v1/mixtures",
            .json(body([(absent, 1)])), says: ["view"]),
        Scenario("not kept", .resourceMissing, .get, "/v1/mixtures/" + absent),
        Scenario("named by no digest", .invalidParameter, .get, "/v1/mixtures/first"),
        Scenario(
            "epochs of none", .resourceMissing, .get,
            "/v1/mixtures/\(absent)/epochs/0/ranks/0-of-1.tar"),
        Scenario("no cursor", .invalidParameter, .get, "/v1/mixtures?cursor=0a"),
    ]

    @Test func `what is no mixture is refused`() throws {
        let daemon = try TestDaemon.withSamples()
        try Scenario.check(Self.scenarios, on: daemon)
        let empty = try Self.view(#""filter": "@bytes < 0""#, on: daemon)
        let reply = try daemon.send(
            .post, "/v1/mixtures", .json(Self.body([(empty, 1)], #""samples": 3"#)))
        #expect(reply.status == 422 && reply.text.contains(empty))
        // Of which nothing is drawn, it does no harm.
        #expect(
            try daemon.send(.post, "/v1/mixtures", .json(Self.body([(empty, 1)]))).status == 201)
    }

    @Test func `an epoch has the share of each view, and ranks cut it without loss`() throws {
        let daemon = try TestDaemon.withSamples()
        let train = try Self.view(
            #""split": "train", "seed": 3, "parts": [{"name": "png"}]"#, on: daemon)
        let test = try Self.view(
            #""split": "test", "parts": [{"name": "png", "as": "jpg"}]"#, on: daemon)
        let mixture = try daemon.make(
            "/v1/mixtures", Self.body([(train, 3), (test, 1)], #""samples": 11, "seed": 5"#))
        #expect(mixture["slots"] == [8, 3])
        let again = try daemon.send(
            .post, "/v1/mixtures",
            .json(Self.body([(train, 3), (test, 1)], #""seed": 5, "samples": 11"#)))
        #expect(again.status == 200 && again.json == mixture)
        #expect(try daemon.get("/v1/mixtures").json["mixtures"]?.array == [mixture])
        let root = "/v1/mixtures/\(mixture["digest"]?.string ?? "")"
        #expect(try daemon.get(root).json == mixture)
        let epoch = root + "/epochs/2/ranks/"
        let whole = try daemon.get(epoch + "0-of-1.jsonl").lines
        #expect(whole.filter { $0["component"] == 0 }.count == 8)
        #expect(whole.allSatisfy { $0["view"]?.string == ($0["component"] == 0 ? train : test) })
        let cut = try (0..<3).map { try daemon.get(epoch + "\($0)-of-3.jsonl").lines }
        for (index, line) in whole.enumerated() {
            #expect(cut[index % 3][index / 3] == line)
            #expect(line["index"]?.integer == index)
        }
        let tar = try daemon.get(epoch + "0-of-1.tar")
        try Ranges.check(epoch + "0-of-1.tar", bytes: tar.bytes, on: daemon)
        var reader = TarReader()
        var paths: [String] = []
        for case .member(let member) in try reader.feed(tar.bytes) { paths.append(member.path) }
        #expect(
            paths
                == whole.map { line in
                    let folder =
                        "\(line["component"]?.integer ?? -1)/\(line["pass"]?.integer ?? -1)"
                    let part = line["component"] == 0 ? "png" : "jpg"
                    return "\(folder)/\(line["key"]?.string ?? "").\(part)"
                })
        // No path comes twice, however often a sample is drawn.
        #expect(Set(paths).count == 11)
        #expect(
            try daemon.get(root + "/epochs/2/samples?limit=4").json["samples"]?.array?.count == 4)
    }

    @Test func `the ledger knows each index at which a mixture gave a sample`() throws {
        let daemon = try TestDaemon.withSamples()
        let train = try Self.view(#""split": "train""#, on: daemon)
        let all = try Self.view(#""seed": 9"#, on: daemon)
        let mixture = try daemon.make(
            "/v1/mixtures", Self.body([(train, 2), (all, 1)], #""samples": 20"#))
        let root = "/v1/mixtures/\(mixture["digest"]?.string ?? "")"
        var expected: [String: [Int]] = [:]
        for rank in 0..<2 {
            let target = "\(root)/epochs/1/ranks/\(rank)-of-2.jsonl?training=net&steps=6"
            for line in try daemon.get(target).lines {
                expected["\(line["key"]?.string ?? "") \(rank)", default: []]
                    .append(line["index"]?.integer ?? -1)
            }
        }
        for key in Example.keys {
            let found =
                try daemon.get(
                    "\(Example.versions)/1/samples/\(PercentEncoding.encode(key))/deliveries"
                ).json["deliveries"]?.array ?? []
            for rank in 0..<2 {
                let entry = found.first { $0["rank"]?.integer == rank }
                let indices = (expected["\(key) \(rank)"] ?? []).sorted()
                #expect(entry?["index"]?.integer == indices.first, "\(key)")
                #expect((entry?["times"]?.integer ?? 0) == indices.count, "\(key)")
                if let entry { #expect(entry["view"] == mixture["digest"]) }
            }
        }
        #expect(expected.values.joined().count == 12)
    }
}
