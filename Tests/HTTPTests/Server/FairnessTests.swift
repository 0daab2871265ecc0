import Glibc
import Posix
import Synchronization
import Testing

@testable import HTTP

/// Connections of one loop beside each other.
@Suite(.overEveryTransport)
struct FairnessTests {
    /// Reads this much of an answer that is far longer than any socket's buffer.
    private static let readByteCount = 16 << 20

    @Test func `large answers go on side by side while small ones are answered`()
        throws
    {
        let server = try TestServer(loopCount: 1) { limits in
            limits.sentBytesPerTurn = 64 << 10
            limits.sentBytesPerRound = 128 << 10
        }
        let finishedCount = Atomic(0)
        let (port, isSecure) = (server.server.address.port, EveryTransport.isSecure)
        let readers = try (0..<4).map { index in
            try NativeThread.start(name: "reader-\(index)") {
                guard let client = try? RawClient(port: port, isSecure: isSecure) else { return }
                try? client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
                var rest = FairnessTests.readByteCount
                while rest > 0, let bytes = try? client.take(64 << 10) { rest -= bytes.count }
                if rest <= 0 { finishedCount.add(1, ordering: .relaxed) }
            }
        }
        let small = try server.client()
        var smallCount = 0
        while finishedCount.load(ordering: .relaxed) < readers.count, smallCount < 100_000 {
            try small.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try small.response().text == "ok")
            smallCount += 1
        }
        for reader in readers { reader.join() }
        #expect(finishedCount.load(ordering: .relaxed) == readers.count)
        #expect(smallCount > 0)
    }

    @Test func `a large answer beside many requests of its own connection comes whole`() throws {
        let server = try TestServer(loopCount: 1) { limits in
            limits.sentBytesPerTurn = 1000
            limits.sentBytesPerRound = 1000
            limits.requestsPerTurn = 2
        }
        let client = try server.client()
        try client.send(
            String(repeating: "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", count: 20)
                + "GET /file HTTP/1.1\r\nHost: a\r\n\r\n"
                + String(repeating: "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", count: 20))
        for _ in 0..<20 { #expect(try client.response().text == "ok") }
        #expect(try client.response().body == TestRoutes.fileBytes)
        for _ in 0..<20 { #expect(try client.response().text == "ok") }
    }
}
