internal import Posix

/// One connection, as its loop keeps it between two turns. Idle, it owns no buffer and no task.
struct Connection: ~Copyable {
    let token: ConnectionToken
    let socket: Socket
    /// Holds the connection's place among those that are counted.
    let arrival: ArrivedSocket
    /// The client's address, as text.
    let peer: String
    var exchange = Exchange()

    // What epoll has reported and nobody has used up.
    var isReadable = false
    var isWritable = true
    var sawReadHangup = false
    /// Whether it has stopped for the sake of others, and is in the loop's queue.
    var waitsForTurn = false

    /// Bytes that have arrived and are not understood yet: a part of a head, or later requests.
    var input: [UInt8] = []
    /// Bytes of the head in `input` that need not be looked at again.
    var scannedByteCount = 0
    /// Whether the one empty line before a request was skipped (RFC 9112 §2.2).
    var skippedEmptyLine = false

    var output = Output()
    /// Nil while idle.
    var request: CurrentRequestPool.Place?
    var nextRequestID: RequestID

    /// Content of the current request, and input after the last answer, that was read past.
    var discardedByteCount: Int64 = 0
    /// Whether the peer was told that this was all.
    var hasFinishedSending = false

    /// How fast the peer moves what the server waits for.
    var pace = Pace()
    /// When the state began that has an absolute deadline.
    var phaseStart: UInt64
    /// The tick at which the timer wheel brings this connection up; nil when it does not.
    var wheelTick: UInt64?

    init(
        token: ConnectionToken, socket: consuming Socket, arrival: ArrivedSocket, now: UInt64
    ) {
        self.token = token
        self.socket = socket
        self.arrival = arrival
        peer = arrival.peer.description
        nextRequestID = .random()
        phaseStart = now
    }
}
