import Codecs
import HTTP
import Records
import Service
import Testing

/// Who may do what.
struct AccessTests {
    private static let dataset = Content.json(#"{"namespace": "team", "name": "new"}"#)
    private static let token = Content.json(#"{"name": "new", "scope": "read"}"#)

    static let scenarios: [Scenario] = [
        Scenario("read without a token", .tokenRequired, .get, "/v1/datasets", as: nil),
        Scenario("write without a token", .tokenRequired, .post, "/v1/datasets", as: nil, dataset),
        Scenario("telemetry without a token", .tokenRequired, .get, "/metrics", as: nil),
        Scenario(
            "no bearer", .tokenRefused, .get, "/v1/datasets", as: nil,
            fields: [Field("Authorization", "Basic YTpi")]),
        Scenario(
            "unknown token", .tokenRefused, .get, "/v1/datasets", as: nil,
            fields: [Field("Authorization", "Bearer cairn_0000")]),
        Scenario(
            "unknown token for telemetry", .tokenRefused, .get, "/metrics", as: nil,
            fields: [Field("Authorization", "Bearer cairn_0000")]),
        Scenario(
            "a reader writes", .scopeInsufficient, .post, "/v1/datasets", as: .read, dataset,
            says: ["'read'", "'write'"]),
        Scenario(
            "a writer makes a token", .scopeInsufficient, .post, "/v1/tokens", as: .write, token,
            says: ["'admin'"]),
        Scenario("a writer lists tokens", .scopeInsufficient, .get, "/v1/tokens", as: .write),
        Scenario("a writer revokes", .scopeInsufficient, .delete, "/v1/tokens/1", as: .write),
    ]

    @Test func `nobody does more than a token allows`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `every endpoint refuses the scope below its own`() throws {
        let daemon = try TestDaemon()
        for endpoint in Endpoints.all {
            guard let needed = endpoint.scope else { continue }
            let target = AccessTests.target(of: endpoint)
            #expect(try daemon.send(endpoint.method, target, as: nil).status == 401, "\(target)")
            for scope in Scope.allCases where scope < needed {
                let reply = try daemon.send(endpoint.method, target, as: scope)
                #expect(reply.status == 403, "\(endpoint.method) \(target) as \(scope)")
                #expect(reply.field("WWW-Authenticate")?.contains("insufficient_scope") == true)
            }
            let allowed = try daemon.send(endpoint.method, target, as: needed)
            #expect(![401, 403].contains(allowed.status), "\(target) as \(needed)")
        }
    }

    @Test func `a refusal says how to authenticate`() throws {
        let daemon = try TestDaemon()
        let without = try daemon.send(.get, "/v1/datasets", as: nil)
        #expect(without.field("WWW-Authenticate") == #"Bearer realm="cairn""#)
        let refused = try daemon.send(
            .get, "/v1/datasets", as: nil, fields: [Field("Authorization", "Bearer nobody")])
        #expect(refused.field("WWW-Authenticate")?.contains(#"error="invalid_token""#) == true)
    }

    @Test func `the name of the scheme has no case`() throws {
        let daemon = try TestDaemon()
        let token = try #require(daemon.tokens[.read])
        let reply = try daemon.send(
            .get, "/v1/datasets", as: nil, fields: [Field("Authorization", "bEARER \(token)")])
        #expect(reply.status == 200)
    }

    @Test func `where reading is open, writing is not`() throws {
        let daemon = try TestDaemon { $0.anonymousRead = true }
        #expect(try daemon.send(.get, "/v1/datasets", as: nil).status == 200)
        #expect(try daemon.send(.get, "/metrics", as: nil).status == 200)
        #expect(try daemon.send(.post, "/v1/datasets", as: nil, Self.dataset).status == 401)
        #expect(try daemon.send(.get, "/v1/tokens", as: nil).status == 401)
        let mistyped = try daemon.send(
            .get, "/v1/datasets", as: nil, fields: [Field("Authorization", "Bearer nobody")])
        #expect(mistyped.status == 401)
    }

    private static func target(of endpoint: Endpoint) -> String {
        endpoint.template.names.reduce(endpoint.template.text) { text, name in
            text.replacing("{\(name)}", with: name == "id" || name == "shard" ? "999" : "nothing")
        }
    }
}
