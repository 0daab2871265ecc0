import Codecs
import HTTP
import Records
import Service
import Testing

/// Quotas over HTTP.
struct NamespaceEndpointsTests {
    private static let quota = "/v1/namespaces/team/quota"

    static let scenarios: [Scenario] = [
        Scenario(
            "a quota by a writer", .scopeInsufficient, .put, quota, .json(#"{"bytes": 1}"#)),
        Scenario(
            "a negative quota", .invalidMember, .put, quota, as: .admin, .json(#"{"bytes": -1}"#),
            says: ["/bytes"]),
        Scenario("no namespace", .invalidParameter, .get, "/v1/namespaces/.team"),
    ]

    @Test func `a quota that is none is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a commit beyond the quota is told what there is, and may come when it is lifted`()
        throws
    {
        let daemon = try TestDaemon.withSamples()
        let namespace = "/v1/namespaces/team"
        let usage = try daemon.get(namespace).json
        #expect(usage["quotaBytes"] == .null && usage["datasets"]?.integer == 2)
        let used = try #require(usage["usedBytes"]?.integer)
        #expect(used > 0)
        let set = try daemon.send(.put, Self.quota, as: .admin, .json(#"{"bytes": \#(used)}"#))
        #expect(set.status == 200 && set.json["quotaBytes"]?.integer == used)

        let line = Example.put("more", #"{"text": "something"}"#)
        let refused = try daemon.send(.post, Example.dataset + "/commits", .lines(line))
        #expect(refused.status == 507)
        #expect(refused.problem == ProblemKind.quotaExceeded.rawValue)
        #expect(refused.json["usedBytes"]?.integer == used)
        #expect(try daemon.get(Example.versions + "/latest").json["number"]?.integer == 1)

        #expect(try daemon.send(.delete, Self.quota, as: .admin).status == 204)
        #expect(
            try daemon.send(.post, Example.dataset + "/commits", .lines(line)).status == 201)
    }
}
