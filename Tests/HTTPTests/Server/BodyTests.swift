import Testing

@testable import HTTP

/// Bodies of requests: read, refused, read past.
@Suite(.overEveryTransport)
struct BodyTests {
    @Test func `a body comes back as it was sent`() throws {
        let server = try TestServer()
        let client = try server.client()
        let bytes = TestRoutes.pattern(500_000)
        for _ in 0..<2 {
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n")
            try client.send(bytes)
            #expect(try client.response().body == bytes)
        }
    }

    @Test func `chunks are put together, whatever pieces they come in`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for byte in "5\r\nhello\r\n1;x=y\r\n \r\n5\r\nworld\r\n0\r\nX: y\r\n\r\n".utf8 {
            try client.send([byte])
        }
        #expect(try client.response().text == "hello world")
        try client.send(FramingTests.hidden)
        #expect(try client.response().text == "hidden")
    }

    @Test func `a large upload streams through`() throws {
        let server = try TestServer()
        let client = try server.client()
        let piece = [UInt8](repeating: 7, count: 1 << 20)
        try client.send("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: \(20 << 20)\r\n\r\n")
        for _ in 0..<20 { try client.send(piece) }
        #expect(try client.response().text == "\(20 << 20)")
    }

    @Test func `the client is told to go on when the handler wants the body`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try client.response().status == 100)
        try client.send("hi" + FramingTests.hidden)
        #expect(try client.response().text == "hi")
        #expect(try client.response().text == "hidden")
    }

    @Test func `a refusal comes instead of 100 and closes`() throws {
        let server = try TestServer()
        for (path, status) in [("/refuse", 403), ("/nothing", 404), ("/small", 413)] {
            let client = try server.client()
            try client.send(
                "POST \(path) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 20\r\n\r\n" + FramingTests.hidden)
            let response = try client.response()
            #expect(response.status == status)
            #expect(response["Connection"] == "close")
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test func `no 100 goes to a client of HTTP 1.0`() throws {
        let server = try TestServer()
        let response = try server.exchange(
            "POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi")
        #expect(response.text == "hi")
    }

    @Test func `a small body that nobody reads is read past`() throws {
        let server = try TestServer()
        for framing in [
            "Content-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1000),
            "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        ] {
            let client = try server.client()
            try client.send("POST /refuse HTTP/1.1\r\nHost: a\r\n\(framing)\(FramingTests.hidden)")
            #expect(try client.response().status == 403)
            #expect(try client.response().text == "hidden")
        }
    }

    @Test func `a large body that nobody reads closes, and the answer arrives`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        try client.send([UInt8](repeating: 7, count: 100_000))
        let response = try client.response()
        #expect(response.status == 403)
        #expect(response["Connection"] == "close")
        #expect(try client.readToEnd().isEmpty)
    }

    @Test func `a chunked body that nobody reads and does not end closes`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(
            "POST /refuse HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n")
        #expect(try client.response().status == 403)
        try client.send([UInt8](repeating: 7, count: 100_000))
        #expect(try client.readToEnd().isEmpty)
    }

    @Test func `a body of GET and DELETE is read past`() throws {
        let server = try TestServer()
        let client = try server.client()
        let body = "Host: a\r\nContent-Length: 3\r\n\r\nabc"
        try client.send("GET /items/1 HTTP/1.1\r\n\(body)DELETE /items/1 HTTP/1.1\r\n\(body)")
        #expect(try client.response().text == "1")
        #expect(try client.response().status == 204)
        try client.send("GET /wait/1 HTTP/1.1\r\n\(body)\(FramingTests.hidden)")
        #expect(try client.response().text == "waited 1")
        #expect(try client.response().text == "hidden")
    }

    @Test func `a declared body above the limit is refused before it is read`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")
        #expect(try client.response().status == 413)
    }

    @Test func `a chunked body above the limit is refused and closes`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(
            "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "b\r\n01234567890\r\n0\r\n\r\n" + FramingTests.hidden)
        let response = try client.response()
        #expect(response.status == 413)
        #expect(response["Connection"] == "close")
        #expect(try client.readToEnd().isEmpty)
    }
}
