internal import CShims
internal import Glibc

/// A TCP connection or listener, non-blocking; closed when the value goes away.
///
/// No call raises SIGPIPE, but for sending files outside of a ``NativeThread``.
package struct Socket: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    package init(owning descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

    /// Valid while the socket lives: for registration, never to be closed or stored.
    package var rawDescriptor: CInt { descriptor.rawValue }

    /// Bytes that were sent and that the peer's system has not confirmed (tcp(7), SIOCOUTQ); 0
    /// where that cannot be told.
    package static func unacknowledgedByteCount(of rawDescriptor: CInt) -> Int {
        max(Int(cshims_unacknowledged(rawDescriptor)), 0)
    }

    /// A socket that listens on `address`; port 0 lets the system choose one.
    ///
    /// - Parameter backlog: connections that may wait for ``accept()``.
    package static func listening(on address: SocketAddress, backlog: Int) throws(Errno) -> Socket {
        let raw = try Errno.check { cshims_socket(address.family) }
        let socket = Socket(owning: FileDescriptor(owning: raw))
        _ = try Errno.check { cshims_set_reuse_address(raw) }
        _ = try Errno.check { address.withNative { Glibc.bind(raw, $0, $1) } }
        _ = try Errno.check { Glibc.listen(raw, CInt(clamping: backlog)) }
        return socket
    }

    /// A socket on the way to `address`: it is writable once that is decided, and then
    /// ``failure`` tells how.
    package static func connecting(to address: SocketAddress) throws(Errno) -> Socket {
        let raw = try Errno.check { cshims_socket(address.family) }
        let socket = Socket(owning: FileDescriptor(owning: raw))
        _ = try Errno.check { cshims_set_no_delay(raw) }
        if address.withNative({ Glibc.connect(raw, $0, $1) }) < 0 {
            let reason = Errno.last
            guard reason.rawValue == EINPROGRESS || reason == .interrupted else { throw reason }
        }
        return socket
    }

    /// The next connection, with TCP_NODELAY; nil when none waits.
    ///
    /// - Throws: among others `EMFILE`, `ENFILE`: the connection still waits then.
    package func accept() throws(Errno) -> Accepted? {
        let (raw, peer) = SocketAddress.reading { address, count in
            cshims_accept(descriptor.rawValue, address, &count)
        }
        guard raw >= 0 else {
            let reason = Errno.last
            if reason == .wouldBlock { return nil }
            throw reason
        }
        let socket = Socket(owning: FileDescriptor(owning: raw))
        // Fails only when the peer has gone already, which the first read tells.
        _ = cshims_set_no_delay(raw)
        return Accepted(socket: socket, peer: peer ?? .loopback(port: 0))
    }

    /// A connection that was accepted, and who made it.
    package struct Accepted: ~Copyable, Sendable {
        package let socket: Socket
        package let peer: SocketAddress

        package init(socket: consuming Socket, peer: SocketAddress) {
            self.socket = socket
            self.peer = peer
        }

        package consuming func takeSocket() -> Socket { socket }
    }

    /// The address of this end.
    package var localAddress: SocketAddress? {
        SocketAddress.reading { address, count in
            getsockname(descriptor.rawValue, address.assumingMemoryBound(to: sockaddr.self), &count)
        }.address
    }

    /// Why a connection could not be made or was lost; nil while all is well.
    package var failure: Errno? {
        let reason = cshims_socket_error(descriptor.rawValue)
        return reason == 0 ? nil : Errno(rawValue: reason)
    }

    /// Reads what is there, into `buffer`, and returns how many bytes; 0 at the end of the input.
    ///
    /// - Throws: ``Errno/wouldBlock`` when nothing is there.
    package func receive(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        try Errno.check { recv(descriptor.rawValue, buffer.baseAddress, buffer.count, 0) }
    }

    /// Sends what fits, and returns how many bytes that were.
    ///
    /// - Parameter expectsMore: whether more follows at once, so that segments are filled.
    /// - Throws: ``Errno/wouldBlock`` when nothing fits.
    package func send(_ bytes: UnsafeRawBufferPointer, expectsMore: Bool = false) throws(Errno)
        -> Int
    {
        let count = try Errno.check {
            cshims_send(descriptor.rawValue, bytes.baseAddress, bytes.count, expectsMore ? 1 : 0)
        }
        return Int(count)
    }

    /// Sends bytes of a file without copying them; returns how many. 0 means that the file ends.
    package func send(_ file: File, from offset: Int64, byteCount: Int) throws(Errno) -> Int {
        let count = try Errno.check {
            cshims_sendfile(descriptor.rawValue, file.rawDescriptor, offset, byteCount)
        }
        return Int(count)
    }

    /// Whether the peer has sent its last byte and all before it have been read.
    package var isAtEnd: Bool { cshims_peek(descriptor.rawValue) == 0 }

    /// Tells the peer that no more bytes come; reading goes on.
    package func finishSending() { _ = shutdown(descriptor.rawValue, CInt(SHUT_WR)) }
}

extension Errno {
    /// Whether the process or the system has no descriptor left (`EMFILE`, `ENFILE`).
    package var isOutOfDescriptors: Bool { rawValue == EMFILE || rawValue == ENFILE }
}

extension FileDescriptor {
    /// A descriptor that costs nothing and can be given up (`/dev/null`).
    package static func ofNull() throws(Errno) -> FileDescriptor {
        FileDescriptor(owning: try Errno.check { cshims_open_null() })
    }
}
