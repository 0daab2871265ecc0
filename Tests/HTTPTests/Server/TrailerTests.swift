import Codecs
import Testing

@testable import HTTP

/// Digests behind content, received and sent (RFC 9530; RFC 9110 §6.5).
struct TrailerTests {
    private static func digest(of text: String) -> String {
        "Content-Digest: sha-256=:\(Base64.encode(Digest.of(text.utf8).bytes)):\r\n"
    }

    private static func post(_ fields: String, _ trailers: String) -> String {
        FramingTests.post(
            "Transfer-Encoding: chunked\r\n" + fields, "5\r\nhello\r\n0\r\n\(trailers)\r\n")
    }

    @Test func `content that agrees with the digest behind it is taken, other content is not`()
        throws
    {
        let server = try TestServer()
        for announcement in ["Trailer: Content-Digest\r\n", "trailer: X, content-digest\r\n"] {
            let right = Self.post(announcement, "X: y\r\n" + Self.digest(of: "hello"))
            #expect(try server.exchange(right).text == "hello")
            let client = try server.client()
            let wrong = Self.post(announcement, Self.digest(of: "hallo"))
            try client.send(wrong + FramingTests.hidden)
            #expect(try client.response().status == 422)
            #expect(try client.response().text == "hidden")
        }
    }

    @Test func `a digest that was announced and does not come, or cannot be read, is missed`()
        throws
    {
        let server = try TestServer()
        for trailers in ["", "X: y\r\n", "Content-Digest: sha-256=:x:\r\n"] {
            let request = Self.post("Trailer: Content-Digest\r\n", trailers)
            #expect(try server.exchange(request).status == 400)
        }
    }

    @Test func `both digests must be right, before the content and behind it`() throws {
        let server = try TestServer()
        let announced = "Trailer: Content-Digest\r\n"
        let (right, wrong) = (Self.digest(of: "hello"), Self.digest(of: "x"))
        #expect(try server.exchange(Self.post(announced + right, right)).text == "hello")
        #expect(try server.exchange(Self.post(announced + right, wrong)).status == 422)
        #expect(try server.exchange(Self.post(announced + wrong, right)).status == 422)
    }

    @Test func `a trailer that was not announced, or is no digest, changes nothing`() throws {
        let server = try TestServer()
        let trailers = "Host: b\r\nContent-Length: 3\r\nX-Test: y\r\n" + Self.digest(of: "x")
        #expect(try server.exchange(Self.post("", trailers)).text == "hello")
        #expect(try server.exchange(Self.post("Trailer: X-Test\r\n", trailers)).text == "hello")
    }

    private static let wanting = "TE: trailers\r\nWant-Content-Digest: sha-512=3, sha-256=10"

    @Test(arguments: ["", "\r\nAccept-Encoding: gzip"])
    func `a stream ends with its digest for a client that asks`(coding: String) throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(
            RangeTests.get("/lines/300", Self.wanting + coding) + FramingTests.hidden)
        let response = try client.response()
        #expect(response["Trailer"] == "Content-Digest")
        #expect((response["Content-Encoding"] == "gzip") == !coding.isEmpty)
        let digest = Base64.encode(Digest.of(response.body).bytes)
        #expect(response.trailers == ["Content-Digest: sha-256=:\(digest):"])
        #expect(try client.response().text == "hidden")
    }

    @Test(arguments: [
        "X: y", "TE: trailers", "Want-Content-Digest: sha-256=10",
        "TE: trailers\r\nWant-Content-Digest: sha-256=0",
        "TE: gzip\r\nWant-Content-Digest: sha-256=1",
        "TE: trailers\r\nWant-Content-Digest: sha-512=1", "TE: trailers\r\nWant-Content-Digest: a",
    ])
    func `no other client gets trailers`(fields: String) throws {
        let server = try TestServer()
        let response = try server.exchange(RangeTests.get("/lines/3", fields))
        #expect(response["Trailer"] == nil)
        #expect(response.trailers.isEmpty)
        #expect(response.text == "line 0\nline 1\nline 2\n")
    }

    @Test func `HEAD says what GET says, and 1.0 has no trailers`() throws {
        let server = try TestServer()
        let head = try server.exchange(
            "HEAD /lines/3 HTTP/1.1\r\nHost: a\r\n\(Self.wanting)\r\n\r\n", method: "HEAD")
        #expect(head["Trailer"] == "Content-Digest")
        let old = try server.exchange("GET /lines/3 HTTP/1.0\r\n\(Self.wanting)\r\n\r\n")
        #expect(old["Trailer"] == nil && old.text == "line 0\nline 1\nline 2\n")
    }
}
