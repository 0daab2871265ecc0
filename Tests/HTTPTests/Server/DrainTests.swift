import Posix
import Testing

@testable import HTTP

/// The end of a server.
@Suite(.overEveryTransport)
struct DrainTests {
    /// Stops the server on a thread of its own.
    private func stop(_ server: TestServer, drainSeconds: Int) throws -> NativeThread {
        let engine = server.server
        return try NativeThread.start(name: "stop") { engine.stop(drainSeconds: drainSeconds) }
    }

    @Test func `idle connections are closed at once`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.response().status == 200)
        let start = Clock.monotonicNanoseconds
        server.server.stop(drainSeconds: 10)
        #expect(Clock.monotonicNanoseconds - start < 2_000_000_000)
        #expect(client.isClosedByServer())
    }

    @Test func `an answer that has begun is finished and says that it is the last`() throws {
        // One loop: when it has closed the idle connection, it drains.
        let server = try TestServer(loopCount: 1)
        let client = try server.client()
        let idle = try server.client()
        try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
        server.gate.wait { $0.waitingCount == 1 }
        let stopping = try stop(server, drainSeconds: 10)
        #expect(idle.isClosedByServer())
        server.gate.open()
        let response = try client.response()
        #expect(response.text == "passed")
        #expect(response["Connection"] == "close")
        #expect(client.isClosedByServer())
        client.finishSending()
        stopping.join()
    }

    @Test func `what is not finished in time is cut off and cancelled`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        server.gate.wait { $0.waitingCount == 1 }
        let start = Clock.monotonicNanoseconds
        server.server.stop(drainSeconds: 1)
        #expect(Clock.monotonicNanoseconds - start < 5_000_000_000)
        server.gate.wait { $0.cancelledCount == 1 }
        #expect(client.isClosedByServer())
    }

    @Test func `a stopped server accepts nobody`() throws {
        let server = try TestServer()
        server.server.stop(drainSeconds: 0)
        #expect(throws: RawClient.Failure.self) { try server.client() }
    }
}
