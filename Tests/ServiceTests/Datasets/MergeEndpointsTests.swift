import Codecs
import HTTP
import Records
import Service
import Testing

/// Merges, reverts and the stream of differences over HTTP.
struct MergeEndpointsTests {
    private static let merges = Example.dataset + "/merges"
    private static let reverts = Example.dataset + "/reverts"

    static let scenarios: [Scenario] = [
        Scenario(
            "a version that is not there", .resourceMissing, .post, merges,
            .json(#"{"from": "nothing"}"#)),
        Scenario(
            "into a branch that is not there", .resourceMissing, .post, merges,
            .json(#"{"from": 1, "into": "nothing"}"#)),
        Scenario(
            "into a version", .invalidMember, .post, merges, .json(#"{"from": 1, "into": "1"}"#),
            says: ["/into"]),
        Scenario(
            "a side that is none", .invalidMember, .post, merges,
            .json(#"{"from": 1, "prefer": "ours"}"#), says: ["from, into"]),
        Scenario(
            "the first version taken back", .invalidMember, .post, reverts,
            .json(#"{"version": 1}"#), says: ["Version 1 was made from no other"]),
        Scenario(
            "for another head", .preconditionFailed, .post, merges, .json(#"{"from": 1}"#),
            fields: [Field("If-Match", "\"3\"")]),
    ]

    @Test func `a merge that cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    /// A daemon whose branch side has another `a` than main has.
    private func daemon() throws -> TestDaemon {
        let daemon = try TestDaemon.withSamples()
        try daemon.send(
            .put, Example.dataset + "/refs/side", .json(#"{"kind": "branch", "version": 1}"#))
        let commits = Example.dataset + "/commits"
        for (target, lines) in [
            (commits, Example.put("a", #"{"x": 1}"#) + Example.put("m")),
            (commits + "?branch=side", Example.put("a", #"{"x": 2}"#) + Example.put("s")),
        ] {
            #expect(try daemon.send(.post, target, .lines(lines)).status == 201)
        }
        return daemon
    }

    @Test func `conflicts are listed with what all three have, and settled on demand`() throws {
        let daemon = try daemon()
        let refused = try daemon.send(.post, Self.merges, .json(#"{"from": "side"}"#))
        #expect(refused.status == 409 && refused.problem == ProblemKind.mergeConflict.rawValue)
        #expect(refused.json["count"]?.integer == 1)
        let conflict = try #require(refused.json["conflicts"]?.array?.first)
        #expect(conflict["key"]?.string == "a" && conflict["base"] == .null)
        #expect(conflict["from"]?["fields"]?["x"]?.integer == 2)
        #expect(conflict["into"]?["fields"]?["x"]?.integer == 1)
        #expect(try daemon.get(Example.versions + "/latest").json["number"]?.integer == 2)

        let merged = try daemon.send(
            .post, Self.merges, .json(#"{"from": "side", "prefer": "into", "message": "both"}"#))
        #expect(merged.status == 201 && merged.field("ETag") == "\"4\"")
        #expect(merged.json["outcome"]?.string == "merged")
        #expect(merged.json["changes"]?.integer == 1)
        #expect(merged.json["version"]?["mergedParent"]?.integer == 3)
        let again = try daemon.send(.post, Self.merges, .json(#"{"from": "side"}"#))
        #expect(again.status == 200 && again.json["outcome"]?.string == "unchanged")
    }

    @Test func `a version is taken back in one request`() throws {
        let daemon = try daemon()
        let reverted = try daemon.send(.post, Self.reverts, .json(#"{"version": 2}"#))
        #expect(reverted.status == 201 && reverted.json["changes"]?.integer == 2)
        let digest = try daemon.get(Example.versions + "/1").json["digest"]
        #expect(reverted.json["version"]?["digest"] == digest)
    }

    @Test func `all differences come as lines, and tell what of a sample is another`() throws {
        let daemon = try daemon()
        let target = Example.dataset + "/diff?from=2&to=3"
        let page = try #require(try daemon.get(target).json["differences"]?.array)
        let reply = try daemon.get(target, fields: [Field("Accept", "application/x-ndjson")])
        #expect(reply.field("Content-Type") == "application/x-ndjson")
        let lines = try reply.text.split(separator: "\n").map {
            try JSONReader.read(Array($0.utf8))
        }
        #expect(lines == page && lines.count == 3)
        let changed = try #require(lines.first { $0["key"]?.string == "a" })
        #expect(changed["fields"] == ["x"] && changed["parts"] == ["json"])
        #expect(changed["split"] == false)
    }
}
