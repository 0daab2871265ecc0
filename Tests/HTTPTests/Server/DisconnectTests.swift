import Testing

@testable import HTTP

/// Peers that go away.
@Suite(.overEveryTransport)
struct DisconnectTests {
    @Test func `the handler of a client that goes away is cancelled`() throws {
        let server = try TestServer()
        var client: RawClient? = try server.client()
        try client?.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        server.gate.wait { $0.waitingCount == 1 }
        client = nil
        server.gate.wait { $0.cancelledCount == 1 }
        server.observer.wait { $0.closedCount == 1 && $0.finished.count == 1 }
    }

    @Test func `requests that wait behind a handler do not keep it from being cancelled`() throws {
        let server = try TestServer()
        var client: RawClient? = try server.client()
        try client?.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n" + FramingTests.hidden)
        server.gate.wait { $0.waitingCount == 1 }
        client = nil
        server.gate.wait { $0.cancelledCount == 1 }
        server.observer.wait { $0.closedCount == 1 }
    }

    @Test func `the handler of a client that resets is cancelled`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        server.gate.wait { $0.waitingCount == 1 }
        client.reset()
        server.gate.wait { $0.cancelledCount == 1 }
        server.observer.wait { $0.closedCount == 1 }
    }

    @Test func `a body that breaks off fails its reader`() throws {
        let server = try TestServer()
        var client: RawClient? = try server.client()
        try client?.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        client?.finishSending()
        #expect(try client?.response().status == 400)
        client = nil
        server.observer.wait { $0.closedCount == 1 }
    }

    @Test func `a client that goes away in the middle of a file leaves nothing behind`() throws {
        let server = try TestServer()
        for _ in 0..<10 {
            let client = try server.client(receiveBufferByteCount: 4096)
            try client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try client.take(1000)
        }
        server.observer.wait { $0.closedCount == 10 && $0.finished.count == 10 }
        #expect(server.server.connectionCount == 0)
    }

    @Test func `a client that only closes its sending half still gets its answer`() throws {
        let server = try TestServer()
        for path in ["/wait/1", "/file", "/stream/3", "/items/1"] {
            let client = try server.client()
            try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            client.finishSending()
            #expect(try client.response().status == 200)
            #expect(client.isClosedByServer())
        }
    }
}
