import Codecs
import Testing

@testable import HTTP

/// Content that comes in gzip, as a handler reads it.
struct GzipContentTests {
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var encoder = GzipEncoder()
        return encoder.encode(bytes) + encoder.finish()
    }

    /// Sends the content to a route that decodes it, at most ten times as large beyond 1 MiB.
    private static func exchange(
        _ server: TestServer, _ content: [UInt8], fields: String = ""
    ) throws -> RawClient.Response {
        let client = try server.client()
        let head =
            "POST /gunzip HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(content.count)\r\n\r\n"
        try client.send(Array(head.utf8) + content)
        return try client.response()
    }

    @Test func `the handler reads what was compressed`() throws {
        let server = try TestServer()
        let noise = TestRoutes.pattern(300_000)
        #expect(try Self.exchange(server, Self.gzip(noise)).text == "300000")
        #expect(try Self.exchange(server, Self.gzip([])).text == "0")
    }

    @Test func `a bomb is refused while it goes off`() throws {
        let server = try TestServer()
        // 3 MiB of zeros in 3 kB: below the limit of the content, above that of its growth.
        let bomb = Self.gzip([UInt8](repeating: 0, count: 3 << 20))
        #expect(bomb.count < 20_000)
        #expect(try Self.exchange(server, bomb).status == 413)
        let harmless = Self.gzip([UInt8](repeating: 0, count: 1 << 20))
        #expect(try Self.exchange(server, harmless).text == "\(1 << 20)")
    }

    @Test func `a bomb takes the memory of a piece, whatever it would become`() async throws {
        let bomb = Self.gzip([UInt8](repeating: 0, count: 64 << 20))
        let limit = ExpansionLimit(byteCount: .max, factor: 5000)
        let body = RequestBody(gzip: RequestBody(bomb), limit: limit)
        var count = 0
        while let piece = try await body.next() {
            #expect(piece.count <= RequestBody.pieceByteCount)
            count += piece.count
        }
        #expect(count == 64 << 20)
    }

    @Test func `the limit of the content is of what it becomes`() async throws {
        let coded = Self.gzip(TestRoutes.pattern(5000))
        let body = RequestBody(
            gzip: RequestBody(coded), limit: ExpansionLimit(byteCount: 4999, factor: 1000))
        await #expect(throws: RequestError.bodyTooLarge(limit: 4999)) {
            while try await body.next() != nil {}
        }
        await #expect(throws: RequestError.bodyTooLarge(limit: 4999)) { try await body.next() }
    }

    @Test func `content that is no gzip, or not all of it, is refused`() throws {
        let server = try TestServer()
        let coded = Self.gzip(TestRoutes.pattern(1000))
        var damaged = coded
        damaged[coded.count - 5] ^= 1
        let wrong = [
            [], Array("plain".utf8), Array(coded.dropLast()), coded + [0], damaged,
        ]
        for content in wrong {
            #expect(try Self.exchange(server, content).status == 400)
        }
    }

    @Test func `a digest is of what was sent`() throws {
        let server = try TestServer()
        let plain = TestRoutes.pattern(1000)
        let coded = Self.gzip(plain)
        for (digest, status) in [(Digest.of(coded), 200), (Digest.of(plain), 422)] {
            let field = "Content-Digest: sha-256=:\(Base64.encode(digest.bytes)):\r\n"
            #expect(try Self.exchange(server, coded, fields: field).status == status)
        }
    }
}
