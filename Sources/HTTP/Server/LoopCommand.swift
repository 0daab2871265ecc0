internal import Posix
internal import Synchronization

/// Something that a loop has to do for one of its connections, or for itself.
enum LoopCommand: Sendable {
    /// A connection was accepted; a refused one is told that there are too many.
    case adopt(ArrivedSocket, isRefused: Bool)
    /// A handler has returned.
    case answer(ConnectionToken, Result<Response, any Error>)
    /// A handler waits for a piece of its request's body.
    case wantBody(ConnectionToken)
    /// A stream has given its next piece, or its end.
    case streamed(ConnectionToken, Result<[UInt8]?, any Error>)
    /// A worker has fetched regions.
    case fetched(ConnectionToken, Result<RegionBatch, any Error>)
    /// A worker has brought the next bytes of a file into memory, or could not.
    case warmed(ConnectionToken, Errno?)
    /// Finish what has begun, until then.
    case drain(deadlineNanoseconds: UInt64)
}

/// A socket on its way from the acceptor to a loop; closed if it never gets there.
final class ArrivedSocket: Sendable {
    let peer: SocketAddress
    private let socket: Mutex<Socket?>

    init(_ socket: consuming Socket, peer: SocketAddress) {
        self.peer = peer
        self.socket = Mutex(socket)
    }

    /// Hands the socket over; nil the second time.
    func take() -> Socket? { socket.withLock { $0.take() } }
}
