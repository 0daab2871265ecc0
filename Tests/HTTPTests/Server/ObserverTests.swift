import HTTP
import Testing

/// What the engine tells those who watch it.
struct ObserverTests {
    static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func `a request carries the trace that its client names`() throws {
        let server = try TestServer()
        _ = try server.exchange(
            "GET /items/7 HTTP/1.1\r\nHost: a\r\ntraceparent: \(Self.trace)\r\n\r\n")
        server.observer.wait { $0.finished.count == 1 }
        let trace = try #require(server.observer.state.finished.first?.trace)
        #expect(trace.traceText == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(trace.parentText == "00f067aa0ba902b7")
    }

    @Test(arguments: [
        "traceparent: nonsense\r\n", "traceparent: \(trace)\r\nTraceparent: \(trace)\r\n", "",
    ])
    func `a trace that is none or named twice is ignored`(fields: String) throws {
        let server = try TestServer()
        let response = try server.exchange("GET /items/7 HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        #expect(response.status == 200)
        server.observer.wait { $0.finished.count == 1 }
        #expect(server.observer.state.finished.first?.trace == nil)
    }

    @Test func `a long path is kept as far as there is room`() throws {
        let server = try TestServer()
        let path = "/items/" + String(repeating: "x", count: 1000)
        _ = try server.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        server.observer.wait { $0.finished.count == 1 }
        #expect(server.observer.state.finished.first?.path == String(path.prefix(512)))
    }

    @Test(arguments: [
        (CloseReason.answered, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        (.malformed, "nonsense\r\n\r\n"),
    ])
    func `a connection that the server ends has a reason`(
        reason: CloseReason, request: String
    ) throws {
        let server = try TestServer()
        _ = try server.exchange(request)
        server.observer.wait { $0.closedCount == 1 }
        #expect(server.observer.state.closeReasons == [reason])
    }

    @Test func `a connection that the client ends is the peer's`() throws {
        let server = try TestServer()
        _ = try server.exchange("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        server.observer.wait { $0.closedCount == 1 }
        #expect(server.observer.state.closeReasons == [.peer])
    }

    @Test(arguments: [
        (CloseReason.idle, ""), (.headTimeout, "GET /healthz HT"),
        (.bodyTimeout, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"),
    ])
    func `a connection that is too slow says in what`(
        reason: CloseReason, beginning: String
    ) throws {
        let server = try TestServer { limits in
            limits.idleTimeoutSeconds = 1
            limits.headTimeoutSeconds = 1
            limits.bodyIdleTimeoutSeconds = 1
            limits.lingerSeconds = 1
        }
        let client = try server.client()
        try client.send(beginning)
        server.observer.wait { $0.closedCount == 1 }
        #expect(server.observer.state.closeReasons == [reason])
    }

    @Test func `a loop tells how many requests it is busy with before it sleeps`() throws {
        let server = try TestServer(loopCount: 1)
        let client = try server.client()
        try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
        server.observer.wait { $0.requestCounts[0] == 1 }
        server.gate.open()
        _ = try client.response()
        server.observer.wait { $0.requestCounts[0] == 0 }
    }
}
