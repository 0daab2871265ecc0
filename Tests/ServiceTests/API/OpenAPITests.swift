import Codecs
import HTTP
import Records
import Service
import Testing

/// The API's description of itself, as a client gets it.
struct OpenAPITests {
    @Test func `the description lists exactly the endpoints`() throws {
        let document = try TestDaemon().get("/openapi.json").json
        var described: Set<String> = []
        for path in document["paths"]?.object?.members ?? [] {
            for operation in path.value.object?.members ?? [] {
                let name = operation.value["operationId"]?.string ?? ""
                #expect(described.insert("\(operation.name) \(path.name) \(name)").inserted)
            }
        }
        let declared = Endpoints.all.map { endpoint in
            "\(OpenAPITests.key(endpoint.method)) \(endpoint.template.text) \(endpoint.name)"
        }
        #expect(described == Set(declared))
        #expect(Set(Endpoints.all.map(\.name)).count == Endpoints.all.count)
    }

    @Test func `every reference leads somewhere`() throws {
        let document = try TestDaemon().get("/openapi.json").json
        let references = OpenAPITests.references(in: document)
        #expect(references.count > 50)
        for reference in references {
            var place: JSON? = document
            for step in reference.split(separator: "/").dropFirst() { place = place?[String(step)] }
            #expect(place != nil, "\(reference)")
        }
    }

    @Test func `every parameter of a path is described`() throws {
        let document = try TestDaemon().get("/openapi.json").json
        for endpoint in Endpoints.all {
            let operation = document["paths"]?[endpoint.template.text]?[
                OpenAPITests.key(endpoint.method)]
            let parameters = operation?["parameters"]?.array ?? []
            let inPath = parameters.filter { $0["in"]?.string == "path" }
            #expect(inPath.compactMap { $0["name"]?.string } == endpoint.template.names)
        }
    }

    @Test func `what is answered is what is described`() throws {
        let daemon = try TestDaemon.withSamples()
        let schema = Schema(document: try daemon.get("/openapi.json").json)
        var described: Set<String> = []
        for (method, target, content) in try OpenAPITests.requests(to: daemon) {
            let isConditional = !method.isRead && target.hasPrefix(Example.annotations)
            let base = isConditional ? [Field("If-Match", "\"1\"")] : []
            let reply = try daemon.send(method, target, as: .admin, content, fields: base)
            let endpoint = try #require(
                Endpoints.all.first { $0.method == method && matches($0.template.text, target) })
            described.insert(endpoint.name)
            let operation = schema.document["paths"]?[endpoint.template.text]?[
                OpenAPITests.key(method)]
            let answer = operation?["responses"]?["\(reply.status)"]
            #expect(answer != nil, "\(method) \(target): \(reply.status) \(reply.text)")
            let type = reply.field("Content-Type") ?? ""
            guard type == "application/json" else { continue }
            let mistakes = schema.mistakes(
                in: reply.json, by: answer?["content"]?[type]?["schema"] ?? ["type": "nothing"])
            #expect(mistakes == [], "\(method) \(target)")
        }
        #expect(described == Set(Endpoints.all.map(\.name)))
    }

    /// Where an operation stands: 3.1 has no place for QUERY, which is a POST as well.
    private static func key(_ method: HTTP.Method) -> String {
        (method == .query ? .post : method).rawValue.lowercased()
    }

    @Test func `what can be refused is described`() throws {
        let paths = try TestDaemon().get("/openapi.json").json["paths"]
        let one = paths?["/v1/datasets/{namespace}/{name}/labelsets/{labelset}/annotations/{id}"]
        #expect(
            OpenAPITests.statuses(one?["put"])
                == [
                    "200", "201", "400", "401", "403", "404", "412", "413", "415", "422", "428",
                    "429", "default",
                ])
        #expect(
            OpenAPITests.statuses(paths?["/v1/blobs/{digest}"]?["get"])
                == ["200", "400", "401", "404", "412", "416", "429", "default"])
        #expect(OpenAPITests.statuses(paths?["/healthz"]?["get"]).last == "default")
    }

    private static func statuses(_ operation: JSON?) -> [String] {
        (operation?["responses"]?.object?.members.map(\.name) ?? []).sorted()
    }

    /// A request to every endpoint that it grants.
    private static func requests(to daemon: TestDaemon) throws
        -> [(method: HTTP.Method, target: String, content: Content?)]
    {
        let runs = try daemon.runs()
        let (alpha, beta) = (try #require(runs["alpha"]), try #require(runs["beta"]))
        let one = Example.annotations + "/class:test%2F0"
        let bytes: [UInt8] = [1, 2, 3]
        let changes = Example.put("a") + Example.put("test/0") + #"{"remove": "train/1"}"#
        let writes: [(HTTP.Method, String, Content?)] = [
            (.post, "/v1/tokens", .json(#"{"name": "a", "scope": "read"}"#)),
            (.delete, "/v1/tokens/2", nil),
            (.put, "/v1/blobs/\(Digest.of(bytes))", .octets(bytes)),
            (.post, "/v1/blobs/missing", .json(#"{"digests": ["\#(Digest.of([1]))"]}"#)),
            (.post, "/v1/datasets", .json(#"{"namespace": "team", "name": "new"}"#)),
            (.delete, "/v1/datasets/team/empty", nil),
            (.post, "/v1/datasets/team/empty/restore", nil),
            (.post, Example.dataset + "/commits", .lines(changes)),
            (.put, Example.dataset + "/refs/new", .json(#"{"kind": "tag", "version": 1}"#)),
            (.delete, Example.dataset + "/refs/new", nil),
            (.post, Example.dataset + "/merges", .json(#"{"from": 1}"#)),
            (.post, Example.dataset + "/reverts", .json(#"{"version": 2}"#)),
            (.post, Example.dataset + "/labelsets", .json(#"{"name": "new"}"#)),
            (
                .post, Example.annotations + "?source=rule:a",
                .lines(#"{"sample": "train/2", "field": "ink", "value": {"number": 1}}"#)
            ),
            (.put, one, .json(#"{"sample": "test/0", "value": {"class": 1}}"#)),
            (.delete, Example.annotations + "/class:train%2F0", nil),
            (.post, "/v1/views", .json(#"{"dataset": "team/digits", "split": "train"}"#)),
            (.post, "/v1/previews", .json(#"{"dataset": "team/digits"}"#)),
            (.put, "/v1/namespaces/team/quota", .json(#"{"bytes": 1000000}"#)),
            (.delete, "/v1/namespaces/team/quota", nil),
            (.post, "/v1/upkeep/collections", .json(#"{"dryRun": true}"#)),
            (.post, "/v1/benchmarks", .json(Example.benchmarkRequest("new"))),
            (.post, "/v1/runs", .json(Example.runRequest("alpha", benchmark: "new"))),
            (
                .query, Example.versions + "/1/samples",
                .json(#"{"keys": ["test/0", "nothing"]}"#)
            ),
        ]
        let reads = [
            Example.dataset + "/diff?from=1", "/v1/runs/\(alpha)/agreement?attribute=right",
            "/v1/comparisons?first=\(alpha)&second=\(beta)",
        ]
        let others = try EndpointRoutesTests.readable(in: daemon)
        return writes + (try ofViews(in: daemon)) + (others + reads).map { (.get, $0, nil) }
    }

    /// What needs the digest of a view.
    private static func ofViews(in daemon: TestDaemon) throws
        -> [(method: HTTP.Method, target: String, content: Content?)]
    {
        let recipe = Content.json(#"{"dataset": "team/digits"}"#)
        let found = try daemon.send(.post, "/v1/views", recipe).json["digest"]?.string
        let view = try #require(found)
        let mixture = #"{"mixture": [{"view": "\#(view)", "weight": 2}], "samples": 7}"#
        return [(.post, "/v1/mixtures", .json(mixture))]
            + [Example.versions + "/1", "/v1/views/\(view)"].map { root in
                (.query, root + "/samples.tar", .json(#"{"samples": [0]}"#))
            }
    }

    /// Whether a target is one of a template's.
    private func matches(_ template: String, _ target: String) -> Bool {
        let path = target.prefix { $0 != "?" }.split(separator: "/")
        let segments = template.split(separator: "/")
        return path.count == segments.count
            && zip(segments, path).allSatisfy { segment, text in
                segment.hasPrefix("{")
                    ? text.hasSuffix(segment.drop { $0 != "}" }.dropFirst()) : segment == text
            }
    }

    @Test func `the description is not sent again to who has it`() throws {
        let daemon = try TestDaemon()
        let etag = try #require(try daemon.get("/openapi.json").field("ETag"))
        let again = try daemon.get("/openapi.json", fields: [Field("If-None-Match", etag)])
        #expect(again.status == 304)
        #expect(again.bytes.isEmpty)
    }

    private static func references(in json: JSON) -> [String] {
        switch json {
        case .object(let object):
            object.members.flatMap { member in
                member.name == "$ref"
                    ? [member.value.string ?? ""] : references(in: member.value)
            }
        case .array(let elements): elements.flatMap(references)
        case .null, .bool, .number, .string: []
        }
    }
}
