import Codecs
import HTTP
import Records
import Service
import Testing

/// Bodies in the coding gzip: taken where the API says so, and bounded by what they become.
struct BodyCodingTests {
    private static let bulk = Example.annotations + "?source=rule:more"
    private static let coding = [Field("Content-Encoding", "gzip")]
    private static let label = #"{"sample": "test/0", "field": "ink", "value": {"number": 1}}"#

    static func gzip(_ text: String) -> [UInt8] {
        var encoder = GzipEncoder()
        return encoder.encode(Array(text.utf8)) + encoder.finish()
    }

    private static func lines(_ bytes: [UInt8]) -> Content {
        Content(mediaType: "application/x-ndjson", bytes: bytes)
    }

    private static func json(_ bytes: [UInt8]) -> Content {
        Content(mediaType: "application/json", bytes: bytes)
    }

    static let scenarios: [Scenario] = [
        Scenario(
            "a coding that is not gzip", .unsupportedMediaType, .post, bulk, lines(gzip(label)),
            fields: [Field("Content-Encoding", "br")], says: ["'br'", "in gzip"]),
        Scenario(
            "a coding in a coding", .unsupportedMediaType, .post, bulk, lines(gzip(label)),
            fields: [Field("Content-Encoding", "gzip, gzip")]),
        Scenario(
            "gzip of a blob", .unsupportedMediaType, .put,
            "/v1/blobs/\(Digest.of([1, 2]))", .octets(gzip("a")), fields: coding,
            says: ["'gzip'; send the bytes as they are."]),
        Scenario(
            "text that says it is gzip", .malformedRequest, .post, bulk, .lines(label),
            fields: coding, says: ["gzip"]),
        Scenario(
            "gzip that is cut off", .malformedRequest, .post, bulk,
            lines(Array(gzip(label).dropLast())), fields: coding),
        Scenario(
            "gzip with something behind it", .malformedRequest, .post, bulk,
            lines(gzip(label) + [0]), fields: coding),
        Scenario(
            "gzip with a wrong checksum", .malformedRequest, .post, bulk,
            lines(BodyCodingTests.damaged(gzip(label))), fields: coding),
        Scenario(
            "nothing that says it is gzip", .malformedRequest, .post, bulk, lines([]),
            fields: coding),
        Scenario(
            "gzip that becomes more than the route takes", .contentTooLarge, .post, bulk,
            lines(gzip(label + String(repeating: " ", count: 64 * 1024))), fields: coding,
            says: ["65536"]),
        Scenario(
            "a bomb in a commit", .contentTooLarge, .post, Example.dataset + "/commits",
            lines(gzip(Example.put("a") + String(repeating: "\n", count: 3 * 1024 * 1024))),
            fields: coding, says: ["100 times"]),
        Scenario(
            "a document that becomes too large", .contentTooLarge, .post, "/v1/datasets",
            json(gzip("{}" + String(repeating: " ", count: 32 * 1024))), fields: coding,
            says: ["32768"]),
    ]

    private static func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes[bytes.count - 8] ^= 1
        return bytes
    }

    @Test func `a body in a coding that cannot be taken is refused and stores nothing`() throws {
        try Scenario.check(Self.scenarios, on: .withSamples())
    }

    @Test func `a coding that is not taken is answered with those that are`() throws {
        let daemon = try TestDaemon.withSamples()
        let fields = [Field("Content-Encoding", "br")]
        let lines = try daemon.send(.post, Self.bulk, .lines(Self.label), fields: fields)
        #expect(lines.field("Accept-Encoding") == "gzip, identity")
        let blob = try daemon.send(
            .put, "/v1/blobs/\(Digest.of([1]))", .octets([1]), fields: fields)
        #expect(blob.field("Accept-Encoding") == "identity")
    }

    @Test(arguments: ["gzip", "GZIP", "x-gzip"])
    func `lines in gzip are the lines`(coding: String) throws {
        let daemon = try TestDaemon.withSamples()
        let fields = [Field("Content-Encoding", coding)]
        let reply = try daemon.send(
            .post, Self.bulk, Self.lines(Self.gzip(Self.label)), fields: fields)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.json["created"] == 1)
        let stored = try daemon.get(Example.annotations + "?sample=test%2F0").json
        #expect(stored["annotations"]?.array?.count == 2)
    }

    @Test func `a commit in gzip is the commit, in several members too`() throws {
        let daemon = try TestDaemon.withSamples()
        let members = Self.gzip(Example.put("a")) + Self.gzip(Example.put("b"))
        let reply = try daemon.send(
            .post, Example.dataset + "/commits", Self.lines(members), fields: Self.coding)
        #expect(reply.status == 201, "\(reply.text)")
        #expect(reply.json["added"] == 2)
    }

    @Test func `a document in gzip is the document`() throws {
        let daemon = try TestDaemon()
        let body = Self.json(Self.gzip(#"{"namespace": "team", "name": "new"}"#))
        let reply = try daemon.send(.post, "/v1/datasets", body, fields: Self.coding)
        #expect(reply.status == 201, "\(reply.text)")
    }

    @Test func `memory is taken for what a body becomes`() throws {
        // 16 MiB hold 4 MiB of text that is parsed.
        let daemon = try TestDaemon.withSamples {
            $0.bodyMemoryBytes = 16 * 1024 * 1024
            $0.linesLimitBytes = 8 * 1024 * 1024
            $0.bodyExpansionFactor = 1032
        }
        let text = Self.label + String(repeating: " ", count: 5 * 1024 * 1024)
        let reply = try daemon.send(
            .post, Self.bulk, Self.lines(Self.gzip(text)), fields: Self.coding)
        #expect(reply.status == 413, "\(reply.text)")
    }
}
