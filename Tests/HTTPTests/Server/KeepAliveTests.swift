import Testing

@testable import HTTP

struct KeepAliveTests {
    @Test func `many requests are answered on one connection`() throws {
        let server = try TestServer()
        let client = try server.client()
        for index in 0..<20 {
            try client.send("GET /items/\(index) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().text == "\(index)")
            try client.send("GET /wait/\(index) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().text == "waited \(index)")
        }
        #expect(server.observer.state.openCount == 1)
    }

    @Test func `pipelined requests are answered in order`() throws {
        let server = try TestServer()
        let client = try server.client()
        let requests = (0..<100).map { index in
            "GET /\(index % 3 == 0 ? "wait" : "items")/\(index) HTTP/1.1\r\nHost: a\r\n\r\n"
        }
        try client.send(requests.joined())
        for index in 0..<100 {
            let expected = index % 3 == 0 ? "waited \(index)" : "\(index)"
            #expect(try client.response().text == expected)
        }
    }

    @Test func `requests that were sent before the end are all answered`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(
            "GET /wait/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /items/2 HTTP/1.1\r\nHost: a\r\n\r\n")
        client.finishSending()
        #expect(try client.response().text == "waited 1")
        #expect(try client.response().text == "2")
        #expect(client.isClosedByServer())
    }

    @Test func `a head that comes byte by byte is understood`() throws {
        let server = try TestServer()
        let client = try server.client()
        for byte in "GET /items/slow HTTP/1.1\r\nHost: a\r\n\r\n".utf8 { try client.send([byte]) }
        #expect(try client.response().text == "slow")
    }

    @Test func `HTTP 1.0 keeps the connection only when asked to`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /items/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try client.response()["Connection"] == "keep-alive")
        try client.send("GET /items/2 HTTP/1.0\r\n\r\n")
        #expect(try client.response()["Connection"] == "close")
        #expect(client.isClosedByServer())
    }

    @Test func `every answer has a date and an identity of its own`() throws {
        let server = try TestServer()
        let client = try server.client()
        let request = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
        try client.send(request + request)
        let first = try client.response()
        let second = try client.response()
        #expect(first["Date"]?.hasSuffix(" GMT") == true)
        #expect(first["X-Request-Id"]?.utf8.count == 32)
        #expect(first["X-Request-Id"] != second["X-Request-Id"])
    }

    @Test func `the observer is told of every request`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /items/7?a=b HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try client.response()
        server.observer.wait { $0.finished.count == 1 }
        let finished = try #require(server.observer.state.finished.first)
        #expect(finished.method == .get)
        #expect(finished.path == "/items/7")
        #expect(finished.route != nil)
        #expect(finished.status == 200)
        #expect(finished.receivedBytes == 38)
        #expect(finished.sentBytes > 100)
        #expect(finished.requestID.description == response["X-Request-Id"])
        #expect(finished.peer.hasPrefix("127.0.0.1:"))
    }
}
