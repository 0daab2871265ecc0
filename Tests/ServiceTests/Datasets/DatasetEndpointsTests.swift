import Codecs
import HTTP
import Records
import Service
import Testing

/// Datasets over HTTP.
struct DatasetEndpointsTests {
    static let scenarios: [Scenario] = [
        Scenario(
            "deleted by a writer", .scopeInsufficient, .delete, Example.dataset),
        Scenario(
            "deleted though a benchmark is made of it", .datasetInUse, .delete, Example.dataset,
            as: .admin, says: ["'bench'"]),
        Scenario(
            "restored and not deleted", .resourceMissing, .post, Example.dataset + "/restore",
            as: .admin, says: ["/v1/deletions"]),
        Scenario(
            "a name that is taken", .alreadyExists, .post, "/v1/datasets",
            .json(#"{"namespace": "team", "name": "digits"}"#), says: ["team/digits"]),
        Scenario(
            "no name", .invalidMember, .post, "/v1/datasets",
            .json(#"{"namespace": "team", "name": "a/b"}"#), pointer: "/name"),
        Scenario(
            "an empty namespace", .invalidMember, .post, "/v1/datasets",
            .json(#"{"namespace": "", "name": "a"}"#), pointer: "/namespace"),
        Scenario(
            "too long a description", .invalidMember, .post, "/v1/datasets",
            .json(
                #"{"namespace": "team", "name": "a", "description": ""#
                    + String(repeating: "x", count: 10_001) + "\"}"),
            pointer: "/description"),
        Scenario("unknown", .resourceMissing, .get, "/v1/datasets/team/nothing"),
        Scenario("unknown namespace", .resourceMissing, .get, "/v1/datasets/other/digits"),
        Scenario("no name in the path", .invalidParameter, .get, "/v1/datasets/team/%20"),
    ]

    @Test func `a dataset that cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a new dataset is empty, and found where the answer says`() throws {
        let daemon = try TestDaemon()
        let reply = try daemon.send(
            .post, "/v1/datasets",
            .json(#"{"namespace": "team", "name": "new", "description": "for people"}"#))
        #expect(reply.status == 201)
        #expect(reply.field("Location") == "/v1/datasets/team/new")
        #expect(reply.json["latest"] == .null)
        #expect(try daemon.get("/v1/datasets/team/new").json == reply.json)
        #expect(try daemon.get("/v1/datasets").json["datasets"]?.array == [reply.json])
    }

    @Test func `a dataset tells its newest version`() throws {
        let daemon = try TestDaemon.withSamples()
        let latest = try daemon.get(Example.dataset).json["latest"]
        #expect(latest?["number"] == 1)
        #expect(latest?["samples"] == 5)
        #expect(latest?["splits"] == ["test": 1, "train": 4])
        #expect(latest?["message"] == "first")
        #expect(latest?["author"] == "writer")
        #expect(latest == (try daemon.get(Example.versions + "/latest").json))
    }

    @Test func `a deleted dataset is listed until when it comes back, and comes back`() throws {
        let daemon = try TestDaemon.withSamples()
        let empty = "/v1/datasets/team/empty"
        let deleted = try daemon.send(.delete, empty, as: .admin)
        #expect(deleted.status == 200)
        let listed = try daemon.send(.get, "/v1/deletions", as: .admin).json["deletions"]
        #expect(listed == .array([deleted.json]))
        let (at, until) = (deleted.json["deletedAt"]?.string, deleted.json["restorableUntil"])
        #expect(try #require(at) < (try #require(until?.string)))
        #expect(try daemon.get(empty).status == 404)
        let taken = try daemon.send(
            .post, "/v1/datasets", .json(#"{"namespace": "team", "name": "empty"}"#))
        #expect(taken.status == 409 && taken.text.contains("/restore"))
        #expect(try daemon.send(.post, empty + "/restore", as: .admin).status == 200)
        #expect(try daemon.get(empty).status == 200)
    }
}
