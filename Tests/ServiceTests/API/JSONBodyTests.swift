import Codecs
import HTTP
import Records
import Service
import Testing

/// What every route that reads a JSON document refuses, and how.
struct JSONBodyTests {
    /// Routes with a JSON body, and a body that each of them would take.
    private static let routes: [(method: HTTP.Method, target: String, body: String)] = [
        (.post, "/v1/datasets", #"{"namespace": "team", "name": "new"}"#),
        (.post, "/v1/tokens", #"{"name": "new", "scope": "read"}"#),
        (.post, "/v1/blobs/missing", #"{"digests": []}"#),
        (.post, Example.dataset + "/labelsets", #"{"name": "new"}"#),
        (
            .put, Example.annotations + "/new",
            #"{"sample": "test/0", "value": {"class": 1}}"#
        ),
        (.post, "/v1/views", #"{"dataset": "team/digits"}"#),
        (.post, "/v1/previews", #"{"dataset": "team/digits"}"#),
        (
            .post, "/v1/mixtures",
            #"{"mixture": [{"view": "\#(Digest.of([]))", "weight": 1}]}"#
        ),
        (.put, Example.dataset + "/refs/new", #"{"kind": "tag", "version": 1}"#),
        (.post, Example.dataset + "/merges", #"{"from": "main"}"#),
        (.post, Example.dataset + "/reverts", #"{"version": "1"}"#),
        (.put, "/v1/namespaces/team/quota", #"{"bytes": 1000000}"#),
        (.post, "/v1/upkeep/collections", #"{"dryRun": true}"#),
        (.post, "/v1/benchmarks", Example.benchmarkRequest("new")),
        (.post, "/v1/runs", Example.runRequest("new")),
        (.query, Example.versions + "/1/samples", #"{"keys": ["test/0"]}"#),
        (.query, Example.versions + "/1/samples.tar", #"{"samples": ["test/0"]}"#),
        // What is wrong with a body is told before anybody looks for the view.
        (.query, "/v1/views/\(Digest.of([]))/samples.tar", #"{"samples": ["test/0"]}"#),
    ]

    static let scenarios = routes.flatMap { method, target, body in
        mistakes(in: body).map { mistake in
            Scenario(
                "\(method) \(target): \(mistake.name)", mistake.kind, method, target, as: .admin,
                Content(mediaType: mistake.mediaType, bytes: mistake.bytes),
                pointer: mistake.pointer, says: mistake.says)
        }
    }

    private struct Mistake {
        let name: String
        let kind: ProblemKind
        let bytes: [UInt8]
        var pointer: String?
        var says: [String] = []
        var mediaType: String? = "application/json"
    }

    private static func mistakes(in body: String) -> [Mistake] {
        let rest = body.dropFirst()
        let first = String(rest.dropFirst().prefix { $0 != "\"" })
        func text(_ text: String) -> [UInt8] { Array(text.utf8) }
        return [
            Mistake(
                name: "unknown member", kind: .invalidMember,
                bytes: text(#"{"surprise": 1, "# + rest), pointer: "/surprise",
                says: ["Known here", first]),
            Mistake(
                name: "equal names", kind: .malformedJSON,
                bytes: text(#"{"\#(first)": 1, "# + rest), pointer: "/\(first)"),
            Mistake(
                name: "wrong kind of document", kind: .invalidMember, bytes: text("[]"),
                pointer: "", says: ["an object"]),
            Mistake(
                name: "wrong kind of member", kind: .invalidMember,
                bytes: text(#"{"\#(first)": {"a": 1}}"#), pointer: "/\(first)"),
            Mistake(
                name: "missing member", kind: .invalidMember, bytes: text("{}"),
                pointer: "/\(first)", says: ["missing"]),
            Mistake(
                name: "bad UTF-8", kind: .malformedJSON,
                bytes: text(#"{"surprise": ""#) + [0xC3, 0x28] + text(#"", "# + rest),
                says: ["UTF-8"]),
            Mistake(
                name: "too deep", kind: .malformedJSON,
                bytes: text(
                    #"{"surprise": "# + String(repeating: "[", count: 65)
                        + String(repeating: "]", count: 65) + ", " + rest),
                says: ["64"]),
            Mistake(name: "cut off", kind: .malformedJSON, bytes: text("\(body.dropLast())")),
            Mistake(name: "two documents", kind: .malformedJSON, bytes: text("\(body) \(body)")),
            Mistake(name: "nothing", kind: .malformedJSON, bytes: []),
            Mistake(
                name: "too long", kind: .contentTooLarge,
                bytes: text(body + String(repeating: " ", count: 32 * 1024)), says: ["32768"]),
            Mistake(
                name: "another media type", kind: .unsupportedMediaType, bytes: text(body),
                says: ["application/json"], mediaType: "text/plain"),
            Mistake(
                name: "no media type", kind: .unsupportedMediaType, bytes: text(body),
                says: ["missing"], mediaType: nil),
        ]
    }

    @Test func `a JSON body with a mistake is refused by its place and stores nothing`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test(arguments: ["Application/JSON", "application/json; charset=utf-8"])
    func `a media type has no case and may have parameters`(mediaType: String) throws {
        let body = Content(
            mediaType: mediaType, bytes: Array(#"{"namespace": "team", "name": "new"}"#.utf8))
        #expect(try TestDaemon().send(.post, "/v1/datasets", body).status == 201)
    }

    @Test func `every route with a JSON body is among them`() {
        let templates = Endpoints.all.filter { endpoint in
            endpoint.body?.contents.contains { $0.mediaType == .json } == true
        }
        #expect(templates.count == Self.routes.count)
    }
}
