import Codecs
import HTTP
import Records
import Service
import Testing

/// What holds for every route: methods, queries, HEAD.
struct EndpointRoutesTests {
    static let scenarios: [Scenario] = [
        Scenario("no such route", .routeMissing, .get, "/v2/datasets", says: ["/openapi.json"]),
        Scenario("no such route below", .routeMissing, .get, "/v1/datasets/team/digits/nothing"),
        Scenario("an empty segment", .malformedRequest, .get, "/v1//datasets", says: ["path"]),
        Scenario("a bad escape", .malformedRequest, .get, "/v1/datasets/%zz/a", says: ["path"]),
        Scenario("a bad query", .malformedRequest, .get, "/v1/datasets?limit=%zz"),
        Scenario(
            "another method", .methodNotAllowed, .delete, "/v1/datasets", says: ["GET", "POST"]),
        Scenario(
            "an unknown parameter", .invalidParameter, .get, "/v1/datasets?limt=3",
            says: [#""parameter":"limt""#, "cursor, limit"]),
        Scenario(
            "a parameter twice", .invalidParameter, .get, "/v1/datasets?limit=3&limit=4",
            says: ["more than once"]),
        Scenario(
            "too long a target", .fieldsTooLarge, .get,
            "/v1/datasets?cursor=" + String(repeating: "0", count: 9000), status: 414),
        Scenario(
            "too long fields", .fieldsTooLarge, .get, "/v1/datasets",
            fields: (0..<5).map { Field("X-\($0)", String(repeating: "0", count: 5000)) }),
        Scenario(
            "too many fields", .fieldsTooLarge, .get, "/v1/datasets",
            fields: (0..<80).map { Field("X-\($0)", "0") }),
        Scenario(
            "an expectation", .expectationFailed, .get, "/v1/datasets",
            fields: [Field("Expect", "tea")]),
    ]

    @Test func `a request that fits no route is refused`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a body that nobody could work on is refused before it is sent`() throws {
        let directory = try TemporaryDirectory()
        // No queue: a worker never takes anything on.
        let daemon = try TestDaemon.start(in: directory) { $0.workerQueue = 0 }
        defer { withExtendedLifetime(directory) { daemon.stop() } }
        let token = try #require(daemon.firstToken)
        let answer = try RawExchange.perform(
            "POST /v1/datasets HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100\r\n"
                + "Expect: 100-continue\r\n\r\n",
            with: daemon.url)
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.lowercased().contains("\r\nretry-after: 1\r\n"))
        let health = try TestDaemon.send(.get, "/healthz", to: daemon, token: nil, nil, [])
        #expect(health.status == 200)
    }

    @Test func `an unknown parameter is refused by every endpoint that looks things up`() throws {
        let daemon = try TestDaemon.withSamples()
        let fromMemory = [
            "/healthz", "/readyz", "/metrics", "/openapi.json", "/cairn.py", "/v1/tokens",
        ]
        for target in try EndpointRoutesTests.readable(in: daemon)
        where !fromMemory.contains(target) {
            let reply = try daemon.send(.get, target + "?surprise=1", as: .admin)
            #expect(reply.status == 400, "\(target)")
            #expect(reply.json["parameter"]?.string == "surprise", "\(target)")
        }
    }

    @Test func `HEAD says what GET says, without the body`() throws {
        let daemon = try TestDaemon.withSamples()
        for target in try EndpointRoutesTests.readable(in: daemon) where target != "/metrics" {
            let whole = try daemon.send(.get, target, as: .admin)
            let head = try daemon.send(.head, target, as: .admin)
            #expect(whole.status == 200, "\(target): \(whole.text)")
            #expect(head.status == 200, "\(target)")
            #expect(head.bytes.isEmpty)
            #expect(
                EndpointRoutesTests.lasting(head) == EndpointRoutesTests.lasting(whole), "\(target)"
            )
        }
        #expect(try daemon.send(.head, "/v1/datasets/team/nothing").status == 404)
    }

    /// The fields of an answer that do not name the moment or the request.
    private static func lasting(_ reply: Reply) -> [String] {
        reply.fields.filter { !$0.isNamed("Date") && !$0.isNamed("X-Request-Id") }
            .map { "\($0.name): \($0.value)" }
    }

    /// Whether paths of `template` are paths of `other` too: a literal may stand where `other` has
    /// a parameter.
    private static func covers(_ other: String, _ template: String) -> Bool {
        let (others, segments) = (other.split(separator: "/"), template.split(separator: "/"))
        return others.count == segments.count
            && zip(others, segments).allSatisfy { other, segment in
                other == segment
                    || other.hasPrefix("{") && other.hasSuffix("}") && !segment.contains("{")
            }
    }

    @Test func `every path tells its methods to OPTIONS and to a method that it does not have`()
        throws
    {
        let daemon = try TestDaemon()
        for template in Set(Endpoints.all.map(\.template.text)) {
            let here = Endpoints.all.filter {
                EndpointRoutesTests.covers($0.template.text, template)
            }.flatMap(\.methods)
            let allowed = Method.allCases.filter { method in
                here.contains(method) || method == .options
                    || method == .head && here.contains(.get)
            }
            let allow = allowed.map(\.rawValue).joined(separator: ", ")
            let target = template.replacing("{shard}", with: "000000")
                .replacing("{", with: "").replacing("}", with: "")
            let options = try daemon.send(.options, target, as: nil)
            #expect(options.status == 204 && options.field("Allow") == allow, "\(template)")
            for method in Method.allCases where !allowed.contains(method) {
                let refused = try daemon.send(method, target, as: nil)
                #expect(refused.status == 405, "\(method) \(template)")
                #expect(refused.field("Allow") == allow, "\(method) \(template)")
            }
        }
    }

    @Test func `a route tells its methods`() throws {
        let daemon = try TestDaemon()
        let refused = try daemon.send(.delete, "/v1/datasets")
        #expect(refused.field("Allow") == "GET, HEAD, POST, OPTIONS")
        let options = try daemon.send(.options, "/v1/datasets", as: nil)
        #expect(options.status == 204)
        #expect(options.field("Allow") == "GET, HEAD, POST, OPTIONS")
    }

    /// A target for each endpoint that is read with GET.
    static func readable(in daemon: TestDaemon) throws -> [String] {
        let run = try #require(try daemon.runs()["alpha"])
        let recipe = Content.json(#"{"dataset": "team/digits"}"#)
        let view = try daemon.send(.post, "/v1/views", recipe).json["digest"]?.string
        let mixture = try daemon.send(
            .post, "/v1/mixtures",
            .json(#"{"mixture": [{"view": "\#(view ?? "")", "weight": 1}]}"#)
        ).json["digest"]?.string
        let values = [
            "view": try #require(view), "mixture": try #require(mixture),
            "ref": "main", "namespace": "team", "name": "digits", "version": "1", "key": "test%2F0",
            "part": "png", "shard": "000000", "labelset": "truth", "id": "class:test%2F0",
            "benchmark": "bench", "run": run, "epoch": "0", "rank": "0-of-1",
            "training": "net", "digest": "\(Digest.of(Example.image(of: "test/0")))",
        ]
        return Endpoints.all.filter { $0.method == .get && !requiresQuery($0) }.map { endpoint in
            endpoint.template.names.reduce(endpoint.template.text) { text, name in
                text.replacing("{\(name)}", with: values[name] ?? "")
            }
        }
    }

    private static func requiresQuery(_ endpoint: Endpoint) -> Bool {
        endpoint.parameters.contains(where: \.isRequired)
    }
}
