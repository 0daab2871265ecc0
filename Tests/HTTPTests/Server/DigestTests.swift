import Codecs
import Testing

@testable import HTTP

/// Digests that a client announces for its content (RFC 9530).
@Suite(.overEveryTransport)
struct DigestTests {
    static func field(_ name: String, _ content: String) -> String {
        "\(name): sha-256=:\(Base64.encode(Digest.of(content.utf8).bytes)):\r\n"
    }

    static func post(_ fields: String, _ body: String) -> String {
        FramingTests.post(fields + "Content-Length: \(body.utf8.count)\r\n", body)
    }

    @Test(arguments: ["Content-Digest", "Repr-Digest", "content-digest"])
    func `content with its digest is taken, other content is not`(name: String) throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(Self.post(Self.field(name, "hello"), "hello"))
        #expect(try client.response().text == "hello")
        try client.send(Self.post(Self.field(name, "hello"), "hallo") + FramingTests.hidden)
        #expect(try client.response().status == 422)
        #expect(try client.response().text == "hidden")
    }

    @Test func `both digests must be right`() throws {
        let server = try TestServer()
        let both = Self.field("Content-Digest", "a") + Self.field("Repr-Digest", "b")
        #expect(try server.exchange(Self.post(both, "a")).status == 422)
        #expect(try server.exchange(Self.post(both, "b")).status == 422)
    }

    @Test func `chunks are compared too`() throws {
        let server = try TestServer()
        let chunks = "Transfer-Encoding: chunked\r\n"
        let body = "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
        let right = FramingTests.post(chunks + Self.field("Content-Digest", "hello"), body)
        #expect(try server.exchange(right).text == "hello")
        let wrong = FramingTests.post(chunks + Self.field("Content-Digest", "hel"), body)
        #expect(try server.exchange(wrong).status == 422)
    }

    @Test func `no content has a digest as well`() throws {
        let server = try TestServer()
        #expect(try server.exchange(Self.post(Self.field("Content-Digest", ""), "")).status == 200)
        #expect(try server.exchange(Self.post(Self.field("Content-Digest", "a"), "")).status == 422)
        let none = FramingTests.post(Self.field("Content-Digest", "a"))
        #expect(try server.exchange(none).status == 422)
    }

    @Test func `a large body is compared at its end`() throws {
        let server = try TestServer()
        let body = String(repeating: "0123456789", count: 50_000)
        let right = try server.exchange(Self.post(Self.field("Content-Digest", body), body))
        #expect(right.text == body)
        let wrong = try server.exchange(Self.post(Self.field("Content-Digest", body + "x"), body))
        #expect(wrong.status == 422)
    }

    @Test func `a digest that cannot be read is refused, one of another kind is passed over`()
        throws
    {
        let server = try TestServer()
        #expect(
            try server.exchange(Self.post("Content-Digest: sha-256=:x:\r\n", "a")).status == 400)
        #expect(
            try server.exchange(Self.post("Content-Digest: sha-512=:x:\r\n", "a")).text == "a")
    }
}
