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
    /// Serve with these limits and routes from now on.
    case use(ServiceContext)
    /// Finish what has begun, until then.
    case drain(deadlineNanoseconds: UInt64)
}

/// A connection from the acceptor to its end: its socket until a loop takes it, its place among the
/// counted ones until it goes away.
final class ArrivedSocket: Sendable {
    let peer: SocketAddress
    let network: SourceNetwork
    /// Nil when it is served.
    let refusal: ConnectionRefusal?
    private let socket: Mutex<Socket?>
    private let places: ConnectionPlaces

    /// - Parameter places: where it was admitted, and gives its place back.
    init(
        _ socket: consuming Socket, peer: SocketAddress, refusal: ConnectionRefusal?,
        in places: ConnectionPlaces
    ) {
        self.peer = peer
        network = peer.network
        self.refusal = refusal
        self.socket = Mutex(socket)
        self.places = places
    }

    deinit { places.giveBack(network, refusal) }

    /// Hands the socket over; nil the second time.
    func take() -> Socket? { socket.withLock { $0.take() } }
}
