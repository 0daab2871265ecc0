import Testing

@testable import HTTP

/// The coding gzip on the wire.
@Suite(.overEveryTransport)
struct CodingTests {
    static let gzip = "Accept-Encoding: br, gzip;q=0.8"
    static let frame: [UInt8] = [0x1F, 0x8B, 8]

    @Test func `a large text is compressed for a client that wants it`() throws {
        let server = try TestServer()
        let plain = try server.exchange(RangeTests.get("/text", "X: y"))
        #expect(plain["Content-Encoding"] == nil)
        #expect(plain["Vary"] == "Accept-Encoding")
        #expect(plain["Content-Length"] == "\(plain.body.count)")
        let coded = try server.exchange(RangeTests.get("/text", Self.gzip))
        #expect(coded["Content-Encoding"] == "gzip")
        #expect(coded["Vary"] == "Accept-Encoding")
        #expect(coded.body.starts(with: Self.frame))
        #expect(coded.body.count < plain.body.count / 4)
        #expect(coded["ETag"] == "\"text-gzip\"" && plain["ETag"] == "\"text\"")
        // The trailer has the length of the plain text (RFC 1952 §2.3.1).
        let size = coded.body.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(size == plain.body.count)
    }

    @Test(arguments: [
        ("/text", "Accept-Encoding: gzip;q=0"), ("/text", "Accept-Encoding: identity, gzip;q=0.5"),
        ("/text", "Accept-Encoding: gzip\r\nRange: bytes=0-9"), ("/healthz", gzip),
        ("/tagged", gzip),
        ("/file", gzip), ("/text", "Accept-Encoding:"),
    ])
    func `other answers come as they are`(path: String, fields: String) throws {
        let server = try TestServer()
        let response = try server.exchange(RangeTests.get(path, fields))
        #expect(response["Content-Encoding"] == nil)
        #expect(!response.body.starts(with: Self.frame))
    }

    @Test func `a stream is compressed, and the connection goes on`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(RangeTests.get("/lines/2000", Self.gzip) + FramingTests.hidden)
        let response = try client.response()
        #expect(response["Content-Encoding"] == "gzip")
        #expect(response["Transfer-Encoding"] == "chunked")
        #expect(response.body.starts(with: Self.frame))
        #expect(try client.response().text == "hidden")
    }

    @Test func `HTTP 1.0 gets what it can read`() throws {
        let server = try TestServer()
        let response = try server.exchange(
            "GET /text HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n")
        #expect(response["Content-Encoding"] == nil)
    }

    @Test func `HEAD says what GET says`() throws {
        let server = try TestServer()
        let response = try server.exchange(
            "HEAD /text HTTP/1.1\r\nHost: a\r\n\(Self.gzip)\r\n\r\n", method: "HEAD")
        #expect(response["Content-Encoding"] == "gzip")
        #expect(response["ETag"] == "\"text-gzip\"")
    }

    @Test(arguments: [
        ("\"text-gzip\"", gzip, 304), ("\"text\"", gzip, 200), ("\"text\"", "X: y", 304),
        ("\"text-gzip\"", "X: y", 200),
    ])
    func `a condition is about the bytes that would be sent`(
        tag: String, fields: String, status: Int
    ) throws {
        let server = try TestServer()
        let response = try server.exchange(
            RangeTests.get("/text", "If-None-Match: \(tag)\r\n\(fields)"))
        #expect(response.status == status)
        #expect(response["Vary"] == "Accept-Encoding")
        if status == 304 { #expect(response["Content-Encoding"] == nil) }
    }
}
