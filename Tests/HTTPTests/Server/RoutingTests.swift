import Testing

@testable import HTTP

@Suite(.overEveryTransport)
struct RoutingTests {
    static let host = "HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a method without a route is refused with those that have one`() throws {
        let server = try TestServer()
        let response = try server.exchange("PUT /items/1 \(RoutingTests.host)")
        #expect(response.status == 405)
        #expect(response["Allow"] == "GET, HEAD, DELETE, OPTIONS")
    }

    @Test func `OPTIONS is answered by the engine`() throws {
        let server = try TestServer()
        let one = try server.exchange("OPTIONS /echo \(RoutingTests.host)")
        #expect(one.status == 204)
        #expect(one["Allow"] == "POST, OPTIONS")
        #expect(one["Content-Length"] == nil)
        let all = try server.exchange("OPTIONS * \(RoutingTests.host)")
        #expect(all["Allow"] == "GET, HEAD, POST, PUT, DELETE, OPTIONS, QUERY")
    }

    @Test func `a parameter is decoded and an escaped slash stays in its segment`() throws {
        let server = try TestServer()
        #expect(try server.exchange("GET /items/a%2Fb%20c \(RoutingTests.host)").text == "a/b c")
        #expect(try server.exchange("GET /items/x.tar \(RoutingTests.host)").text == "tar x")
    }

    @Test func `query and fields reach an immediate handler`() throws {
        let server = try TestServer()
        #expect(try server.exchange("GET /query?q=a+%C3%A9 \(RoutingTests.host)").text == "a é")
        #expect(try server.exchange("GET /query? \(RoutingTests.host)").text == "none")
        let repeated = "GET /field HTTP/1.1\r\nHost: a\r\nX-Test: 1\r\nx-TEST:  2 \r\n\r\n"
        #expect(try server.exchange(repeated).text == "1, 2")
    }

    @Test(arguments: [
        ("HEAD / HTTP/1.1\r\n\r\n", 400), ("HEAD / HTTP/2.0\r\n\r\n", 505),
        ("HEAD / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417),
        ("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400),
        ("HEAD / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n", 431),
        ("HEAD / HTTP/1.1\r\nHost: ", 408),
    ])
    func `a HEAD that is refused has no content in its answer`(head: String, status: Int) throws {
        let server = try TestServer { $0.headTimeoutSeconds = 1 }
        let client = try server.client()
        try client.send(head)
        #expect(try client.response(to: "HEAD").status == status)
        #expect(client.isClosedByServer())
    }

    @Test func `HEAD is GET without content`() throws {
        let server = try TestServer()
        for path in ["/tagged", "/file", "/pieces", "/healthz"] {
            let client = try server.client()
            try client.send("HEAD \(path) \(RoutingTests.host)GET \(path) \(RoutingTests.host)")
            let head = try client.response(to: "HEAD")
            let whole = try client.response()
            #expect(head.status == 200)
            #expect(head["Content-Length"] == "\(whole.body.count)")
            #expect(head["ETag"] == whole["ETag"])
            #expect(head["Content-Type"] == whole["Content-Type"])
        }
    }
}
