import Codecs
import Glibc
import HTTP
import Records
import Service
import Testing

/// Tokens over HTTP.
struct TokenEndpointsTests {
    static let scenarios: [Scenario] = [
        Scenario(
            "no scope", .invalidMember, .post, "/v1/tokens", as: .admin,
            .json(#"{"name": "a", "scope": "root"}"#), pointer: "/scope", says: ["read, write"]),
        Scenario(
            "no name", .invalidMember, .post, "/v1/tokens", as: .admin,
            .json(#"{"name": "a b", "scope": "read"}"#), pointer: "/name"),
        Scenario(
            "no life", .invalidMember, .post, "/v1/tokens", as: .admin,
            .json(#"{"name": "a", "scope": "read", "lifetimeSeconds": 0}"#),
            pointer: "/lifetimeSeconds"),
        Scenario("revoked and unknown", .resourceMissing, .delete, "/v1/tokens/999", as: .admin),
        Scenario("revoked as the last admin", .lastAdmin, .delete, "/v1/tokens/1", as: .admin),
        Scenario("revoked by name", .invalidParameter, .delete, "/v1/tokens/reader", as: .admin),
    ]

    @Test func `a token that cannot be is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a token that ends is refused when its time is over`() throws {
        let daemon = try TestDaemon()
        let made = try daemon.send(
            .post, "/v1/tokens", as: .admin,
            .json(#"{"name": "job", "scope": "read", "lifetimeSeconds": 1}"#))
        let bearer = [Field("Authorization", "Bearer \(made.json["token"]?.string ?? "")")]
        var statuses: [Int] = []
        while statuses.last != 401, statuses.count < 100 {
            statuses.append(try daemon.send(.get, "/v1/datasets", as: nil, fields: bearer).status)
            poll(nil, 0, 50)
        }
        #expect(statuses.first == 200)
        #expect(statuses.last == 401)
        #expect(try !daemon.send(.get, "/v1/tokens", as: .admin).text.contains("job"))
    }

    @Test(arguments: ["bearer ", "BEARER   "])
    func `the scheme has no case, and several spaces may follow it`(scheme: String) throws {
        let daemon = try TestDaemon()
        let made = try daemon.send(
            .post, "/v1/tokens", as: .admin, .json(#"{"name": "job", "scope": "read"}"#))
        let secret = try #require(made.json["token"]?.string)
        let fields = [Field("Authorization", scheme + secret)]
        #expect(try daemon.send(.get, "/v1/datasets", as: nil, fields: fields).status == 200)
    }

    @Test func `a token works until it is revoked, and its secret is told once`() throws {
        let daemon = try TestDaemon()
        let made = try daemon.send(
            .post, "/v1/tokens", as: .admin,
            .json(#"{"name": "job", "scope": "read", "lifetimeSeconds": 60}"#))
        #expect(made.status == 201)
        #expect(made.field("Cache-Control") == "no-store")
        let secret = try #require(made.json["token"]?.string)
        let id = try #require(made.json["id"]?.integer)
        #expect(made.json["expiresAt"]?.string != nil)
        let bearer = [Field("Authorization", "Bearer \(secret)")]
        #expect(try daemon.send(.get, "/v1/datasets", as: nil, fields: bearer).status == 200)
        let listed = try daemon.send(.get, "/v1/tokens", as: .admin)
        #expect(listed.text.contains(#""name":"job""#))
        #expect(!listed.text.contains(secret))
        #expect(try daemon.send(.delete, "/v1/tokens/\(id)", as: .admin).status == 204)
        let refused = try daemon.send(.get, "/v1/datasets", as: nil, fields: bearer)
        #expect(refused.problem == ProblemKind.tokenRefused.rawValue)
        let left = try daemon.send(.get, "/v1/tokens", as: .admin).text
        #expect(!left.contains(#""name":"job""#))
    }
}
