internal import Posix
internal import Synchronization

/// Something that a loop has to do for one of its connections, or for itself.
enum LoopCommand: Sendable {
    /// A connection was accepted; a refused one is told why.
    case adopt(ArrivedSocket)
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
    /// Serve with these limits and routes from now on, and count up when that is so.
    case use(ServiceContext, taken: Monitor<Int>)
    /// Finish what has begun, until then.
    case drain(deadlineNanoseconds: UInt64)
}

/// A connection on its way from the acceptor to a loop: its socket, closed if it never gets there,
/// and its place, given back then.
final class ArrivedSocket: Sendable {
    let peer: SocketAddress
    /// Nil when it is served.
    let refusal: ConnectionRefusal?
    private let socket: Mutex<Socket?>
    private let place: Mutex<ConnectionPlace?>

    init(
        _ socket: consuming Socket, peer: SocketAddress, refusal: ConnectionRefusal?,
        place: consuming ConnectionPlace
    ) {
        self.peer = peer
        self.refusal = refusal
        self.socket = Mutex(socket)
        self.place = Mutex(place)
    }

    /// Hands the socket over; nil the second time.
    func take() -> Socket? { socket.withLock { $0.take() } }

    /// Hands the place over; nil the second time.
    func takePlace() -> ConnectionPlace? { place.withLock { $0.take() } }
}
