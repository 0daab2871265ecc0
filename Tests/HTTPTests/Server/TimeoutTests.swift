import Testing

@testable import HTTP

/// Peers that take too long.
@Suite(.overEveryTransport)
struct TimeoutTests {
    @Test func `a head that does not end is answered 408`() throws {
        let server = try TestServer { $0.headTimeoutSeconds = 1 }
        let client = try server.client()
        try client.send("GET /healthz HTTP/1.1\r\n")
        let response = try client.response()
        #expect(response.status == 408)
        #expect(response["Connection"] == "close")
    }

    @Test func `trickling does not lengthen the time for a head`() throws {
        let server = try TestServer { $0.headTimeoutSeconds = 1 }
        let client = try server.client()
        try client.send("GET /healthz HTTP/1.1\r\nX: ")
        var count = 0
        while client.isSilent(milliseconds: 100), count < 50 {
            try client.send("x")
            count += 1
        }
        #expect(count < 20)
        #expect(try client.response().status == 408)
    }

    @Test func `an idle connection is closed without a word`() throws {
        let server = try TestServer { $0.idleTimeoutSeconds = 1 }
        let client = try server.client()
        try client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.response().status == 200)
        #expect(client.isClosedByServer())
        server.observer.wait { $0.closedCount == 1 }
    }

    @Test func `a connection that never asks is closed`() throws {
        let server = try TestServer { $0.idleTimeoutSeconds = 1 }
        #expect(try server.client().isClosedByServer())
    }

    @Test func `a body that stops is answered 408`() throws {
        let server = try TestServer { $0.bodyIdleTimeoutSeconds = 1 }
        let client = try server.client()
        try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        let response = try client.response()
        #expect(response.status == 408)
        #expect(response["Connection"] == "close")
    }

    @Test func `a reader that takes little at a time gets everything`() throws {
        let server = try TestServer { $0.writeStallTimeoutSeconds = 2 }
        let (client, idle) = (try server.client(receiveBufferByteCount: 4096), try server.client())
        try client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
        // The system tells that there is room when a third of its buffer is free: later than in
        // two seconds at this rate.
        var taken: [UInt8] = []
        let end = ContinuousClock.now + .seconds(6)
        while ContinuousClock.now < end {
            taken += try client.take(64 * 1024)
            _ = idle.isSilent(milliseconds: 200)
        }
        taken += try client.take(TestRoutes.fileByteCount - taken.count)
        #expect(taken.count == TestRoutes.fileByteCount)
        #expect(server.observer.state.closeReasons.isEmpty)
    }

    @Test func `a body that is too slow on average is answered 408`() throws {
        let server = try TestServer {
            $0.rateGraceSeconds = 0
            $0.minimumBytesPerSecond = 1000
        }
        let client = try server.client()
        try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n")
        var count = 0
        while client.isSilent(milliseconds: 100), count < 60 {
            try client.send("x")
            count += 1
        }
        #expect(try client.response().status == 408)
    }

    @Test func `a reader that stops is cut off`() throws {
        let server = try TestServer { $0.writeStallTimeoutSeconds = 1 }
        let client = try server.client(receiveBufferByteCount: 4096)
        try client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
        server.observer.wait { $0.closedCount == 1 }
        #expect(throws: RawClient.Failure.self) { try client.response() }
        let finished = try #require(server.observer.state.finished.first)
        #expect(finished.status == 200)
        #expect(finished.cut == .slow)
        #expect(finished.sentBytes < Int64(TestRoutes.fileByteCount))
    }

    @Test func `a whole answer is counted and not cut`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        _ = try client.response()
        server.observer.wait { $0.closedCount == 1 }
        let finished = try #require(server.observer.state.finished.first)
        #expect(finished.cut == nil)
        #expect(finished.sentBytes > Int64(TestRoutes.fileByteCount))
    }

    @Test func `a handler may take longer than any peer`() throws {
        let server = try TestServer {
            $0.idleTimeoutSeconds = 1
            $0.headTimeoutSeconds = 1
            $0.bodyIdleTimeoutSeconds = 1
        }
        let client = try server.client()
        try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.isSilent(milliseconds: 1500))
        server.gate.open()
        #expect(try client.response().text == "passed")
    }

    @Test func `a peer that does not close after the last answer is not waited for`() throws {
        let server = try TestServer { $0.lingerSeconds = 1 }
        let client = try server.client()
        try client.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(try client.response().status == 200)
        server.observer.wait { $0.closedCount == 1 }
    }
}
