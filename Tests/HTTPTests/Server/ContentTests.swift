import Testing

@testable import HTTP

/// Answers made of regions and streams.
@Suite(.overEveryTransport)
struct ContentTests {
    static let host = "HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a file arrives whole, and the connection goes on`() throws {
        let server = try TestServer()
        let client = try server.client()
        for _ in 0..<3 {
            try client.send("GET /file \(ContentTests.host)")
            let response = try client.response()
            #expect(response.status == 200)
            #expect(response.body == TestRoutes.fileBytes)
        }
    }

    @Test func `small regions, files and padding arrive in order`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /pieces \(ContentTests.host)GET /items/1 \(ContentTests.host)")
        #expect(try client.response().body == Pieces.expected)
        #expect(try client.response().text == "1")
    }

    @Test func `a slow reader gets everything, and others do not wait for it`() throws {
        let server = try TestServer(loopCount: 1)
        let slow = try server.client(receiveBufferByteCount: 4096)
        try slow.send("GET /file \(ContentTests.host)GET /items/after \(ContentTests.host)")
        let head = try slow.take(100)
        #expect(try server.exchange("GET /healthz \(ContentTests.host)").text == "ok")
        var rest = head + (try slow.take(TestRoutes.fileByteCount))
        let marker = Array("\r\n\r\n".utf8)
        let start = try #require(
            rest.indices.first { Array(rest[$0...].prefix(4)) == marker })
        let body = rest[(start + 4)...]
        #expect(TestRoutes.fileBytes.starts(with: body))
        rest = []
        _ = try slow.take(TestRoutes.fileByteCount - body.count)
        #expect(try slow.response().text == "after")
    }

    @Test func `a stream is chunked, and the connection goes on`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /stream/50 \(ContentTests.host)GET /stream/0 \(ContentTests.host)")
        let response = try client.response()
        #expect(response["Transfer-Encoding"] == "chunked")
        #expect(response.text == (0..<50).map { "line \($0)\n" }.joined())
        #expect(try client.response().body.isEmpty)
    }

    @Test func `HTTP 1.0 gets a stream until the connection closes`() throws {
        let server = try TestServer()
        let response = try server.exchange(
            "GET /stream/3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(response["Transfer-Encoding"] == nil)
        #expect(response["Connection"] == "close")
        #expect(response.text == "line 0\nline 1\nline 2\n")
    }

    @Test func `HEAD of a stream asks it for nothing`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("HEAD /stream/3 \(ContentTests.host)GET /items/1 \(ContentTests.host)")
        #expect(try client.response(to: "HEAD").status == 200)
        #expect(try client.response().text == "1")
    }

    @Test func `a source that fails at once is a problem`() throws {
        let server = try TestServer()
        let response = try server.exchange("GET /broken/first \(ContentTests.host)")
        #expect(response.status == 500)
        #expect(response["Content-Type"] == "application/problem+json")
        #expect(server.observer.state.errors.count == 1)
    }

    @Test(arguments: ["/broken/later", "/broken/stream"])
    func `content that fails later ends the connection without its end`(path: String) throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET \(path) \(ContentTests.host)")
        #expect(throws: RawClient.Failure.self) { try client.response() }
        server.observer.wait { $0.errors.count == 1 && $0.finished.count == 1 }
    }

    @Test func `a handler's error is a problem with the request's identity`() throws {
        let server = try TestServer()
        let response = try server.exchange("GET /throws \(ContentTests.host)")
        #expect(response.status == 500)
        let identity = try #require(response["X-Request-Id"])
        #expect(response.text.contains("\"requestID\":\"\(identity)\""))
        #expect(response.text.contains("urn:cairn:problem:test"))
    }

    @Test func `a value that would split the answer is refused`() throws {
        let server = try TestServer()
        let response = try server.exchange("GET /split \(ContentTests.host)")
        #expect(response.status == 500)
        #expect(response["X-Injected"] == nil)
        #expect(server.observer.state.errors == ["unsafeField(\"X-Bad\")"])
    }
}
