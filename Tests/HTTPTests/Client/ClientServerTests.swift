import Testing

@testable import HTTP

/// The client and the server of this house, each with the other.
struct ClientServerTests {
    private func client(of server: TestServer) throws -> HTTPClient {
        HTTPClient(url: try ClientURL("http://\(server.server.address)"))
    }

    private func upload(_ pieceCount: Int, byteCount: Int64?) -> ClientBody {
        var left = pieceCount
        return .stream(byteCount: byteCount) {
            left -= 1
            return left >= 0 ? [UInt8](repeating: 0x61, count: 100_000) : nil
        }
    }

    @Test func `many requests share one connection`() throws {
        let server = try TestServer()
        let client = try client(of: server)
        for number in 0..<100 {
            let response = try client.send(ClientRequest(.get, "/items/\(number)"))
            #expect(try response.bytes(limitBytes: 100) == Array("\(number)".utf8))
        }
        #expect(server.observer.state.openCount == 1)
    }

    @Test(arguments: [Int64(5_000_000), nil])
    func `a stream arrives whole, and the connection serves on`(byteCount: Int64?) throws {
        let server = try TestServer()
        let client = try client(of: server)
        for _ in 0..<2 {
            let response = try client.send(
                ClientRequest(.put, "/upload", body: upload(50, byteCount: byteCount)))
            #expect(response.status == .ok)
            #expect(try response.bytes(limitBytes: 100) == Array("5000000".utf8))
        }
        #expect(server.observer.state.openCount == 1)
    }

    @Test(arguments: [Int64(100_000_000), nil])
    func `a body that is refused half-way is refused to the client`(byteCount: Int64?) throws {
        let server = try TestServer()
        let client = try client(of: server)
        let response = try client.send(
            ClientRequest(.post, "/refuse", body: upload(1000, byteCount: byteCount)))
        #expect(response.status == (byteCount == nil ? .forbidden : .contentTooLarge))
        #expect(try client.send(ClientRequest(.get, "/healthz")).status == .ok)
    }

    @Test func `a body longer than a route takes is refused to the client`() throws {
        let server = try TestServer()
        let response = try client(of: server).send(
            ClientRequest(.post, "/echo", body: upload(1000, byteCount: nil)))
        #expect(response.status == .contentTooLarge)
    }

    @Test func `a file and a stream of unknown length are read to their ends`() throws {
        let server = try TestServer()
        let client = try client(of: server)
        let file = try client.send(ClientRequest(.get, "/file"))
        #expect(file.declaredByteCount == Int64(TestRoutes.fileByteCount))
        #expect(try file.bytes(limitBytes: 1 << 23) == TestRoutes.fileBytes)
        let stream = try client.send(ClientRequest(.get, "/stream/20"))
        #expect(stream.field("transfer-encoding") == "chunked")
        #expect(try !stream.bytes(limitBytes: 1 << 23).isEmpty)
        #expect(server.observer.state.openCount == 1)
    }

    @Test func `an answer that breaks off is an error`() throws {
        let server = try TestServer()
        let response = try client(of: server).send(ClientRequest(.get, "/broken/stream"))
        #expect { try response.bytes(limitBytes: 1 << 23) } throws: { error in
            switch error {
            case ClientError.closedEarly(.receivingBody), ClientError.broken: true
            default: false
            }
        }
    }
}
