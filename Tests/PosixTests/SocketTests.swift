import Testing

@testable import Posix

struct SocketTests {
    /// Two ends of one connection.
    private struct Pair: ~Copyable {
        let client: Socket
        let server: Socket
    }

    private func pair() throws -> Pair {
        let listener = try Socket.listening(on: .loopback(port: 0), backlog: 8)
        let local = listener.localAddress
        let address = try #require(local)
        #expect(address.port > 0)
        let client = try Socket.connecting(to: address)
        var epoll = try Epoll()
        try epoll.addReadable(listener.rawDescriptor, token: 1)
        expect(1, from: &epoll, milliseconds: 5000)
        guard let accepted = try listener.accept() else { throw Errno.wouldBlock }
        let isLoopback = accepted.peer.isLoopback
        #expect(isLoopback)
        return Pair(client: client, server: accepted.takeSocket())
    }

    private func send(_ bytes: [UInt8], on socket: borrowing Socket) throws -> Int {
        var count = 0
        try bytes.withUnsafeBytes { count = try socket.send($0) }
        return count
    }

    private func sendAll(_ bytes: [UInt8], on socket: borrowing Socket) throws {
        let count = try send(bytes, on: socket)
        #expect(count == bytes.count)
    }

    private func expect(_ count: Int, from epoll: inout Epoll, milliseconds: Int) {
        let reported = epoll.wait(timeoutMilliseconds: milliseconds)
        #expect(reported == count)
    }

    private func receive(_ limit: Int, on socket: borrowing Socket) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        try bytes.withUnsafeMutableBytes { count = try socket.receive(into: $0) }
        return Array(bytes.prefix(count))
    }

    @Test func `bytes go from one end to the other, then the end comes`() throws {
        let pair = try pair()
        var epoll = try Epoll()
        try epoll.addReadable(pair.server.rawDescriptor, token: 1)
        do {
            _ = try receive(10, on: pair.server)
            Issue.record("nothing was sent")
        } catch let error as Errno {
            #expect(error == .wouldBlock)
        }
        try sendAll([1, 2, 3], on: pair.client)
        expect(1, from: &epoll, milliseconds: 5000)
        let isEarly = pair.server.isAtEnd
        #expect(!isEarly)
        let bytes = try receive(10, on: pair.server)
        #expect(bytes == [1, 2, 3])
        pair.client.finishSending()
        expect(1, from: &epoll, milliseconds: 5000)
        let isAtEnd = pair.server.isAtEnd
        #expect(isAtEnd)
        let end = try receive(10, on: pair.server)
        #expect(end.isEmpty)
    }

    @Test func `a full socket says so`() throws {
        let pair = try pair()
        let bytes = [UInt8](repeating: 7, count: 1 << 20)
        var isFull = false
        for _ in 0..<1000 where !isFull {
            do {
                _ = try send(bytes, on: pair.client)
            } catch let error as Errno {
                isFull = error == .wouldBlock
            }
        }
        #expect(isFull)
    }

    @Test func `a refused connection fails`() throws {
        let local = try Socket.listening(on: .loopback(port: 0), backlog: 1).localAddress
        let port = try #require(local).port
        let socket = try Socket.connecting(to: .loopback(port: port))
        var epoll = try Epoll()
        try epoll.addSocket(socket.rawDescriptor, token: 1)
        expect(1, from: &epoll, milliseconds: 5000)
        let failure = socket.failure
        #expect(failure != nil)
    }

    @Test func `an edge is reported once`() throws {
        let pair = try pair()
        var epoll = try Epoll()
        try epoll.addSocket(pair.server.rawDescriptor, token: 42)
        try sendAll([1], on: pair.client)
        var readiness = Epoll.Readiness()
        while !readiness.contains(.readable) {
            guard epoll.wait(timeoutMilliseconds: 5000) == 1 else { throw Errno.timedOut }
            let event = epoll.event(0)
            #expect(event.token == 42)
            readiness = event.readiness
        }
        expect(0, from: &epoll, milliseconds: 0)
    }
}
