import Codecs
import HTTP
import Records
import Service
import Testing

/// Blobs over HTTP.
struct BlobEndpointsTests {
    private static let bytes = Array("some bytes".utf8)
    private static let stored = "/v1/blobs/\(Digest.of(Example.image(of: "test/0")))"
    private static let unknown = "/v1/blobs/\(Digest.of(bytes))"

    static let scenarios: [Scenario] = [
        Scenario(
            "other bytes than announced", .digestMismatch, .put, unknown,
            .octets(Array("other bytes".utf8)), says: ["Nothing was stored"]),
        Scenario(
            "no digest", .invalidParameter, .put, "/v1/blobs/abc", .octets(bytes),
            says: [#""parameter":"digest""#]),
        Scenario(
            "a digest in capitals", .invalidParameter, .get,
            "/v1/blobs/sha256:" + String(repeating: "A", count: 64)),
        Scenario(
            "longer than allowed", .contentTooLarge, .put, unknown,
            .octets([UInt8](repeating: 0, count: 4 * 1024 * 1024 + 1)), says: ["4194304"]),
        Scenario(
            "asked for by something else than digests", .invalidMember, .post,
            "/v1/blobs/missing", .json(#"{"digests": ["abc"]}"#), says: ["/digests/0"]),
        Scenario(
            "asked for with more than are allowed at once", .invalidMember, .post,
            "/v1/blobs/missing",
            .json(
                #"{"digests": ["# + Array(repeating: "1", count: 10_001).joined(separator: ",")
                    + "]}"),
            says: ["10000"]),
        Scenario("unknown", .resourceMissing, .get, unknown, says: ["Upload it first"]),
        Scenario(
            "a range past its end", .rangeNotSatisfiable, .get, stored,
            fields: [Field("Range", "bytes=1000-")], says: ["19 bytes"]),
        Scenario(
            "another state than demanded", .preconditionFailed, .get, stored,
            fields: [Field("If-Match", "\"something\"")]),
    ]

    @Test func `a blob that cannot be stored or read is refused`() throws {
        let daemon = try TestDaemon.withSamples()
        try Scenario.check(Self.scenarios, on: daemon)
        #expect(try daemon.send(.head, Self.unknown).status == 404)
    }

    @Test func `a blob is stored once and read as it was`() throws {
        let daemon = try TestDaemon()
        let first = try daemon.send(.put, Self.unknown, .octets(Self.bytes))
        #expect(first.status == 201)
        #expect(first.json["bytes"]?.integer == Self.bytes.count)
        #expect(first.json["digest"]?.string == "\(Digest.of(Self.bytes))")
        let second = try daemon.send(.put, Self.unknown, .octets(Self.bytes))
        #expect(second.status == 200)
        #expect(second.json == first.json)
        let reply = try daemon.get(Self.unknown)
        #expect(reply.bytes == Self.bytes)
        #expect(reply.field("ETag") == "\"\(Digest.of(Self.bytes))\"")
        #expect(reply.field("Cache-Control")?.contains("immutable") == true)
        #expect(reply.field("X-Content-Type-Options") == "nosniff")
    }

    @Test func `a blob that is remembered is answered as before, and refused as before`() throws {
        let daemon = try TestDaemon.withSamples()
        let first = try daemon.get(Self.stored)
        let again = try daemon.get(Self.stored)
        #expect(again.bytes == first.bytes)
        for name in ["ETag", "Cache-Control", "Content-Length", "Content-Type"] {
            #expect(again.field(name) == first.field(name), "\(name)")
        }
        let tag = try #require(first.field("ETag"))
        let held = try daemon.get(Self.stored, fields: [Field("If-None-Match", tag)])
        #expect(held.status == 304)
        #expect(held.bytes.isEmpty)
        let part = try daemon.get(Self.stored, fields: [Field("Range", "bytes=1-3")])
        #expect(part.status == 206)
        #expect(part.bytes == Array(first.bytes[1...3]))
        #expect(try daemon.send(.get, Self.stored, as: nil).status == 401)
        #expect(try daemon.get(Self.stored + "?a=b").status == 400)
    }

    /// Below and above the limit of packing, and nothing at all.
    @Test(arguments: [0, 1, 256 * 1024, 256 * 1024 + 1, 3 * 1024 * 1024 + 17])
    func `a blob of any size comes back`(byteCount: Int) throws {
        let daemon = try TestDaemon()
        let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let target = "/v1/blobs/\(Digest.of(bytes))"
        #expect(try daemon.send(.put, target, .octets(bytes)).status == 201)
        #expect(try daemon.get(target).bytes == bytes)
        guard byteCount > 100 else { return }
        let part = try daemon.get(target, fields: [Field("Range", "bytes=-100")])
        #expect(part.status == 206)
        #expect(part.bytes == Array(bytes.suffix(100)))
    }

    @Test func `a blob tells its digest, and an upload is held against its own`() throws {
        let daemon = try TestDaemon()
        let field = DigestField.representation(Digest.of(Self.bytes))
        let other = DigestField.representation(Digest.of("other bytes".utf8))
        for name in ["Content-Digest", "Repr-Digest"] {
            let refused = try daemon.send(
                .put, Self.unknown, .octets(Self.bytes), fields: [Field(name, other.value)])
            #expect(refused.status == 422)
            #expect(refused.json["type"]?.string == "urn:cairn:problem:digest-mismatch")
            #expect(try daemon.get(Self.unknown).status == 404)
        }
        let stored = try daemon.send(.put, Self.unknown, .octets(Self.bytes), fields: [field])
        #expect(stored.status == 201)
        #expect(try daemon.get(Self.unknown).field("Repr-Digest") == field.value)
        let part = try daemon.get(Self.unknown, fields: [Field("Range", "bytes=0-3")])
        #expect(part.field("Repr-Digest") == field.value)
    }

    @Test func `the blobs that a server lacks are told`() throws {
        let daemon = try TestDaemon.withSamples()
        let stored = Digest.of(Example.image(of: "test/0"))
        let body = #"{"digests": ["\#(stored)", "\#(Digest.of(Self.bytes))"]}"#
        let reply = try daemon.send(.post, "/v1/blobs/missing", .json(body))
        #expect(reply.status == 200)
        #expect(reply.json["missing"]?.array == [.string("\(Digest.of(Self.bytes))")])
        #expect(try daemon.send(.post, "/v1/blobs/missing", as: .read, .json(body)).status == 403)
    }

    @Test func `a full disk is told with numbers, and reads go on`() throws {
        let daemon = try TestDaemon.withSamples { $0.diskReserveBytes = 0 }
        #expect(try daemon.get(Self.stored).status == 200)
        let full = try TestDaemon { $0.diskReserveBytes = 1 << 40 }
        let reply = try full.send(.put, Self.unknown, .octets(Self.bytes))
        #expect(reply.status == 507)
        #expect(reply.json["type"]?.string == "urn:cairn:problem:storage-full")
        #expect(reply.json["reserveBytes"]?.integer == 1 << 40)
        #expect(try full.get("/v1/datasets").status == 200)
    }

    @Test func `a range, a condition and both are obeyed`() throws {
        try Ranges.check(Self.stored, bytes: Example.image(of: "test/0"), on: .withSamples())
    }
}
