import Posix
import Testing

@testable import HTTP

/// More than the server can do.
@Suite(.overEveryTransport)
struct OverloadTests {
    @Test func `one connection too many is told so and closed`() throws {
        let server = try TestServer { $0.connectionCount = 2 }
        let first = try server.client()
        let second = try server.client()
        for client in [first, second] {
            try client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().status == 200)
        }
        let third = try server.client()
        let response = try third.response()
        #expect(response.status == 503)
        #expect(response["Retry-After"] == "1")
        #expect(response["Connection"] == "close")
        try first.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try first.response().status == 200)
    }

    @Test func `one address too often is told so and closed`() throws {
        let server = try TestServer { $0.connectionCountPerAddress = 1 }
        let first = try server.client()
        try first.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try first.response().status == 200)
        let second = try server.client()
        let refused = try second.response()
        #expect(refused.status == 503)
        #expect(refused["Retry-After"] == "1")
        #expect(refused["Connection"] == "close")
        #expect(server.observer.state.refusals == [.connectionsPerAddress])
    }

    @Test func `connections that were refused hold no place`() throws {
        let server = try TestServer { $0.connectionCount = 1 }
        var first: RawClient? = try server.client()
        try first?.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try first?.response().status == 200)
        let refused = try (0..<3).map { _ in try server.client() }
        for client in refused { #expect(try client.response().status == 503) }
        // They stay open on this side; the one place is free all the same.
        first = nil
        server.observer.wait { $0.closedCount >= 1 }
        let next = try server.client()
        try next.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try next.response().status == 200)
        withExtendedLifetime(refused) {}
    }

    @Test func `a place that becomes free is given away again`() throws {
        let server = try TestServer { $0.connectionCount = 1 }
        for index in 1...5 {
            let client = try server.client()
            try client.send(
                "GET /items/\(index) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try client.response().text == "\(index)")
            client.finishSending()
            server.observer.wait { $0.closedCount == index }
        }
    }

    @Test func `full workers are 503, and immediate routes go on`() throws {
        let server = try TestServer(workerCount: 1, queueLimit: 1, loopCount: 1)
        let clients = try (0..<4).map { _ in try server.client() }
        try clients[0].send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
        server.gate.wait { $0.waitingCount == 1 }
        try clients[1].send("GET /wait/1 HTTP/1.1\r\nHost: a\r\n\r\n")
        // The one loop serves in order: once this is answered, the one before waits in the queue.
        try clients[3].send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try clients[3].response().text == "ok")
        for path in ["/wait/2", "/file"] {
            try clients[2].send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            let refused = try clients[2].response()
            #expect(refused.status == 503)
            #expect(refused["Retry-After"] == "1")
        }
        #expect(try server.exchange("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").text == "ok")
        server.gate.open()
        #expect(try clients[0].response().text == "passed")
        #expect(try clients[1].response().text == "waited 1")
    }

    @Test func `many connections at once are all served`() throws {
        let server = try TestServer(queueLimit: 1000)
        let clients = try (0..<200).map { _ in try server.client() }
        for client in clients { try client.send("GET /wait/x HTTP/1.1\r\nHost: a\r\n\r\n") }
        for client in clients { #expect(try client.response().text == "waited x") }
    }

    /// Requests that each of many clients sends, one after the other.
    private static let roundCount = 20

    @Test func `under more load than fits, each answer is whole: 200, or 503 with a time`() throws {
        let server = try TestServer(workerCount: 1, queueLimit: 2)
        // A monitor, for ThreadSanitizer does not see the lock of a Mutex.
        let outcome = Monitor((served: 0, refused: 0, wrong: [String]()))
        let (port, isSecure) = (server.server.address.port, EveryTransport.isSecure)
        let threads = try (0..<16).map { _ in
            try NativeThread.start(name: "load") {
                do {
                    let client = try RawClient(port: port, isSecure: isSecure)
                    for _ in 0..<Self.roundCount {
                        try client.send("GET /wait/x HTTP/1.1\r\nHost: a\r\n\r\n")
                        let answer = try client.response()
                        let isRefused = answer.status == 503 && answer["Retry-After"] == "1"
                        let isServed = answer.status == 200 && answer.text == "waited x"
                        outcome.change { outcome in
                            if isServed { outcome.served += 1 }
                            if isRefused { outcome.refused += 1 }
                            if !isServed, !isRefused { outcome.wrong.append("\(answer)") }
                        }
                    }
                } catch {
                    outcome.change { $0.wrong.append("\(error)") }
                }
            }
        }
        // What needs no worker is answered all the time.
        let prober = try server.client()
        for _ in 0..<Self.roundCount {
            try prober.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try prober.response().status == 200)
        }
        for thread in threads { thread.join() }
        let (served, refused, wrong) = outcome.change { $0 }
        #expect(wrong == [])
        #expect(served + refused == 16 * Self.roundCount)
        #expect(served > 0 && refused > 0, "\(served) served, \(refused) refused")
    }
}
