import Glibc
import Posix
import Testing

@testable import HTTP

/// Clients that do anything at any time.
@Suite(.overEveryTransport)
struct StormTests {
    static let requests = [
        "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "GET /wait/1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /file HTTP/1.1\r\nHost: a\r\n\r\n", "GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /stream/100 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /never HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n",
        "POST /refuse HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        "GET /tagged HTTP/1.1\r\nHost: a\r\nRange: bytes=5-\r\n\r\n", "nonsense\r\n\r\n",
    ]

    /// One client's life: some requests, cut anywhere, answers read or not, an end or a reset.
    private static func live(_ server: Server, seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let client = try RawClient(port: server.address.port)
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            bytes += Array(requests[Int.random(in: 0..<requests.count, using: &random)].utf8)
        }
        bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
        while !bytes.isEmpty {
            let count = Int.random(in: 1...bytes.count, using: &random)
            guard (try? client.send(Array(bytes.prefix(count)))) != nil else { return }
            bytes.removeFirst(count)
            if Bool.random(using: &random) { _ = client.isSilent(milliseconds: 2) }
        }
        if Bool.random(using: &random), !client.isSilent(milliseconds: 5) {
            _ = try? client.take(Int.random(in: 1...100, using: &random))
        }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: client.finishSending()
        case 1: client.reset()
        default: break
        }
    }

    @Test func `whatever clients do, the server goes on and forgets them`() throws {
        let server = try TestServer(queueLimit: 1000)
        let engine = server.server
        let threads = try (0..<4 as Range<UInt64>).map { thread in
            try NativeThread.start(name: "storm") {
                for index in 0..<100 as Range<UInt64> {
                    try? StormTests.live(engine, seed: thread * 1000 + index)
                }
            }
        }
        for thread in threads { thread.join() }
        let response = try server.exchange("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(response.text == "ok")
        server.observer.wait { $0.openCount >= 401 && $0.closedCount == $0.openCount }
        #expect(engine.connectionCount == 0)
    }

    @Test func `a file that is not in memory arrives whole`() throws {
        let server = try TestServer()
        let client = try server.client()
        for _ in 0..<3 {
            server.forgetPages()
            try client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().body == TestRoutes.fileBytes)
        }
    }
}
