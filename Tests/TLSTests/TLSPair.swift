import Glibc
import Posix
import TestSupport

@testable import TLS

/// Two ends of one connection in one thread.
struct TLSPair: ~Copyable {
    let server: TLSSession
    let client: TLSSession

    init(_ server: TLSContext, _ client: TLSContext, host: String = "localhost") throws {
        let ends = try SocketPair.make()
        let first = try TLSSession.serving(Socket(raw: ends[0]), with: server)
        let second = try TLSSession.connecting(Socket(raw: ends[1]), to: host, with: client)
        self.server = first
        self.client = second
    }

    /// Shakes hands until both ends are through.
    ///
    /// - Throws: what the first end says that refuses.
    func shakeHands() throws(Errno) {
        for _ in 0..<20 {
            let isServerDone = try server.shakeHands()
            if try client.shakeHands(), isServerDone { return }
        }
        throw .timedOut
    }
}

/// Both directions at once, without a network.
enum SocketPair {
    static func make() throws -> [CInt] {
        var pair: [CInt] = [0, 0]
        _ = try Errno.check {
            socketpair(
                AF_UNIX,
                CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0,
                &pair)
        }
        return pair
    }
}

extension Socket {
    init(raw: CInt) { self.init(owning: FileDescriptor(owning: raw)) }
}

extension TLSSession {
    /// Sends what fits of a text.
    func send(_ text: String) throws(Errno) -> Int { try send(Array(text.utf8)) }

    /// Sends what fits.
    func send(_ bytes: [UInt8]) throws(Errno) -> Int {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        return try send(UnsafeRawBufferPointer(buffer))
    }

    /// What has arrived; empty at the end.
    func receive() throws(Errno) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
        defer { buffer.deallocate() }
        return Array(buffer.prefix(try receive(into: buffer)))
    }
}
