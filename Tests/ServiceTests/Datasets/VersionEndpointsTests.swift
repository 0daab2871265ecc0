import Codecs
import HTTP
import Records
import Service
import Testing

/// Versions and their differences over HTTP.
struct VersionEndpointsTests {
    private static let diff = Example.dataset + "/diff"

    static let scenarios: [Scenario] = [
        Scenario(
            "no version yet", .resourceMissing, .get, "/v1/datasets/team/empty/versions/latest"),
        Scenario("unknown number", .resourceMissing, .get, Example.versions + "/9"),
        Scenario("unknown digest", .resourceMissing, .get, Example.versions + "/\(Digest.of([]))"),
        Scenario(
            "no name of a version", .invalidParameter, .get, Example.versions + "/-1",
            says: ["latest"]),
        Scenario("no branch or tag", .resourceMissing, .get, Example.versions + "/newest"),
        Scenario("number 0", .invalidParameter, .get, Example.versions + "/0"),
        Scenario("unknown dataset", .resourceMissing, .get, "/v1/datasets/team/nothing/versions"),
        Scenario("from nothing", .invalidParameter, .get, diff, says: [#""parameter":"from""#]),
        Scenario("from no name of a version", .invalidParameter, .get, diff + "?from=_old"),
        Scenario("to no name of a version", .invalidParameter, .get, diff + "?from=1&to=007"),
        Scenario("from an unknown version", .resourceMissing, .get, diff + "?from=7"),
    ]

    @Test func `a version that is not there is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a version has three names`() throws {
        let daemon = try TestDaemon.withSamples()
        let byNumber = try daemon.get(Example.versions + "/1")
        let digest = try #require(byNumber.json["digest"]?.string)
        #expect(try daemon.get(Example.versions + "/latest").json == byNumber.json)
        #expect(try daemon.get(Example.versions + "/\(digest)").json == byNumber.json)
    }

    @Test func `the pages of a difference stay those of two versions`() throws {
        let daemon = try TestDaemon.withSamples()
        let added = ["a", "b", "c"].map { Example.put($0) }.joined()
        try daemon.send(.post, Example.dataset + "/commits", .lines(added))
        let first = try daemon.get(Self.diff + "?from=1&limit=2")
        try daemon.send(
            .post, Example.dataset + "/commits",
            .lines(#"{"remove": "c"}"# + "\n" + #"{"remove": "train/0"}"#))
        let link = try #require(first.field("Link")).dropFirst().prefix { $0 != ">" }
        let second = try daemon.get(String(link)).json["differences"]?.array ?? []
        #expect(second.map { $0["key"]?.string } == ["c"])
    }

    @Test func `a difference names what was added, removed and changed, both ways`() throws {
        let daemon = try TestDaemon.withSamples()
        let changes =
            Example.put("added") + Example.put("train/2", #"{"seen": true}"#)
            + #"{"remove": "train/3"}"# + "\n"
        #expect(
            try daemon.send(.post, Example.dataset + "/commits", .lines(changes)).status == 201)
        let forward = try daemon.get(Self.diff + "?from=1&to=2").json["differences"]?.array ?? []
        #expect(forward.map { $0["key"]?.string } == ["added", "train/2", "train/3"])
        #expect(forward.map { $0["change"]?.string } == ["added", "changed", "removed"])
        #expect(forward[0]["from"] == .null)
        #expect(forward[1]["to"]?["fields"] == ["seen": true])
        #expect(forward[2]["to"] == .null)
        let back = try daemon.get(Self.diff + "?from=2&to=1").json["differences"]?.array ?? []
        #expect(back.map { $0["change"]?.string } == ["removed", "changed", "added"])
        #expect(back.map { $0["to"] } == forward.map { $0["from"] })
        let none = try daemon.get(Self.diff + "?from=2").json["differences"]?.array
        #expect(none == [])
    }
}
