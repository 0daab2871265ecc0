import Catalog
import Codecs
import Glibc
import HTTP
import Logging
import Records
import Service
import Testing

/// Collections over HTTP, and the thread behind them.
struct UpkeepEndpointsTests {
    private static let upkeep = "/v1/upkeep"
    private static let collections = "/v1/upkeep/collections"

    static let scenarios: [Scenario] = [
        Scenario(
            "a flag that is none", .invalidMember, .post, collections, as: .admin,
            .json(#"{"dryRun": "yes"}"#), says: ["/dryRun"]),
        Scenario(
            "a member that nobody knows", .invalidMember, .post, collections, as: .admin,
            .json(#"{"dry": true}"#), says: ["dry"]),
    ]

    @Test func `a collection that is asked for wrongly is refused`() throws {
        try Scenario.check(Self.scenarios, on: TestDaemon.withSamples())
    }

    /// What the newest collection has come to.
    private func end(on daemon: TestDaemon) throws -> JSON {
        for _ in 0..<500 {
            let collection =
                try daemon.send(.get, Self.upkeep, as: .admin).json["collection"] ?? .null
            if collection["state"]?.string != "running" { return collection }
            poll(nil, 0, 10)
        }
        Issue.record("the collection never ended")
        return .null
    }

    @Test func `what nothing refers to is told, and condemned when it is no dry run`() throws {
        let daemon = try TestDaemon.withSamples()
        let bytes = Array("nobody's".utf8)
        let blob = "/v1/blobs/\(Digest.of(bytes))"
        #expect(try daemon.send(.put, blob, .octets(bytes)).status == 201)
        #expect(
            try daemon.send(.get, Self.upkeep, as: .admin).json["collection"]?["state"]?.string
                == "none")

        let begun = try daemon.send(
            .post, Self.collections, as: .admin, .json(#"{"dryRun": true}"#))
        #expect(begun.status == 202)
        let dry = try end(on: daemon)
        #expect(dry["state"]?.string == "done" && dry["dryRun"]?.bool == true)
        let found = try #require(dry["report"]?["unreferenced"]?["count"]?.integer)
        #expect(found >= 1)
        #expect(try daemon.send(.get, Self.upkeep, as: .admin).json["collectedAt"] == .null)

        let second = try daemon.send(
            .post, Self.collections, as: .admin, .json(#"{"dryRun": false}"#))
        #expect(second.status == 202)
        let report = try #require(try end(on: daemon)["report"])
        #expect(report["condemned"]?["count"]?.integer == found)
        // It has its grace period.
        #expect(try daemon.get(blob).bytes == bytes)
        #expect(try daemon.send(.get, Self.upkeep, as: .admin).json["collectedAt"]?.string != nil)
        #expect(try daemon.get("/metrics").text.contains("cairn_collection_end_seconds "))
    }

    @Test func `a collection that waits or runs is no reason for another`() throws {
        let directory = try TemporaryDirectory()
        var settings = Settings()
        settings.data = directory.path
        let data = try DataDirectory.open(settings)
        defer { data.close() }
        // Its thread has not been started: what is asked for waits.
        let upkeep = Upkeep(data, UpkeepSchedule(), logger: Logger(label: "test"))
        #expect(upkeep.collect(isDryRun: true))
        #expect(!upkeep.collect(isDryRun: false))
        #expect(upkeep.status.collection.isDryRun)
    }

    @Test func `two at once are never made`() throws {
        let daemon = try TestDaemon.withSamples()
        let statuses = try (0..<8).map { _ in
            try daemon.send(.post, Self.collections, as: .admin, .json(#"{"dryRun": true}"#)).status
        }
        #expect(statuses.first == 202)
        #expect(statuses.allSatisfy { $0 == 202 || $0 == 409 })
        #expect(try end(on: daemon)["state"]?.string == "done")
    }
}
