import Posix
import Testing

@testable import HTTP

/// Other limits for a server that runs.
struct ReloadTests {
    private func ask(_ client: RawClient, _ path: String = "/healthz") throws -> Int {
        try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        return try client.response().status
    }

    @Test func `an open connection lives by the new limits from its next request on`() throws {
        let server = try TestServer()
        let client = try server.client()
        let long = "/items/" + String(repeating: "a", count: 100)
        #expect(try ask(client, long) == 200)
        server.reload { $0.targetByteCount = 50 }
        #expect(try ask(client, long) == 414)
        server.reload { _ in }
        #expect(try ask(server.client(), long) == 200)
    }

    @Test func `a time that became shorter is over for those who wait already`() throws {
        let server = try TestServer { $0.idleTimeoutSeconds = 3600 }
        let client = try server.client()
        #expect(try ask(client) == 200)
        server.reload { $0.idleTimeoutSeconds = 1 }
        #expect(client.isClosedByServer())
    }

    @Test func `a lower cap closes nobody and refuses the next`() throws {
        let server = try TestServer()
        let clients = try (0..<3).map { _ in try server.client() }
        for client in clients { #expect(try ask(client) == 200) }
        server.reload { $0.connectionCount = 1 }
        #expect(try server.client().response().status == 503)
        for client in clients { #expect(try ask(client) == 200) }
    }

    @Test func `an answer that is being sent is finished`() throws {
        let server = try TestServer(loopCount: 1)
        let client = try server.client(receiveBufferByteCount: 4096)
        try client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try client.take(1)
        server.reload { $0.readAheadByteCount = 64 * 1024 }
        #expect(try ask(server.client()) == 200)
        var rest = 0
        client.finishSending()
        rest = try client.readToEnd().count
        #expect(rest > TestRoutes.fileByteCount)
    }
}
