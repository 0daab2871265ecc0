internal import Posix
internal import TLS

/// How the bytes of a connection travel: as they are, or encrypted.
///
/// Its users know no difference but one: a call of a secure transport may wait for the other
/// direction, so whatever epoll reports makes both worth a try.
enum Transport: ~Copyable {
    case plain(Socket)
    case secure(TLSSession)

    var isSecure: Bool {
        switch self {
        case .plain: false
        case .secure: true
        }
    }

    /// Whether requests can come: a TLS handshake is over.
    var isEstablished: Bool {
        switch self {
        case .plain: true
        case .secure(let session): session.isEstablished
        }
    }

    var rawDescriptor: CInt {
        switch self {
        case .plain(let socket): socket.rawDescriptor
        case .secure(let session): session.rawDescriptor
        }
    }

    /// Bytes on the wire that the system holds, since the peer has not taken them yet.
    var unacknowledgedByteCount: Int { Socket.unacknowledgedByteCount(of: rawDescriptor) }

    /// Whether a secure transport has something to read that its socket does not show.
    var hasInput: Bool {
        switch self {
        case .plain: false
        case .secure(let session): session.hasInput
        }
    }

    /// Reads what is there; 0 at the end. Fewer than fit mean that it is dry, or ends.
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        switch self {
        case .plain(let socket): try socket.receive(into: buffer)
        case .secure(let session): try session.receive(into: buffer)
        }
    }

    /// Sends what fits.
    ///
    /// - Parameter expectsMore: whether more follows at once. Records of TLS do not wait for it.
    func send(_ bytes: UnsafeRawBufferPointer, expectsMore: Bool) throws(Errno) -> Int {
        switch self {
        case .plain(let socket): try socket.send(bytes, expectsMore: expectsMore)
        case .secure(let session): try session.send(bytes)
        }
    }

    /// Sends bytes of a file; 0 means that it ends.
    ///
    /// - Parameter scratch: where they are encrypted from.
    func send(
        _ file: File, from offset: Int64, byteCount: Int,
        scratch: ScratchBuffer
    ) throws(Errno) -> Int {
        switch self {
        case .plain(let socket): try socket.send(file, from: offset, byteCount: byteCount)
        case .secure(let session):
            try session.send(file, from: offset, byteCount: byteCount, scratch: scratch.bytes)
        }
    }

    /// Whether the peer has sent its last byte and all before it have been read.
    var isAtEnd: Bool {
        switch self {
        case .plain(let socket): socket.isAtEnd
        case .secure(let session): session.isAtEnd
        }
    }

    /// Tells the peer that no more bytes come; reading goes on.
    func finishSending() {
        switch self {
        case .plain(let socket): socket.finishSending()
        case .secure(let session): session.finishSending()
        }
    }

    /// Tells the peer that the end which follows was meant.
    func sayGoodbye() {
        switch self {
        case .plain: break
        case .secure(let session): session.sayGoodbye()
        }
    }

    /// Goes on as it is, for a peer that does not speak TLS.
    mutating func becomePlain() {
        switch consume self {
        case .plain(let socket): self = .plain(socket)
        case .secure(let session): self = .plain(session.takeSocket())
        }
    }
}
