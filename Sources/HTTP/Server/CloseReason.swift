/// Why a connection ended, for whoever watches the server. The first reason that shows counts.
package enum CloseReason: String, Sendable, CaseIterable {
    /// The client had no more requests, or went away.
    case peer
    /// The answer said that it was the last: the client wanted it so, or what was left of its
    /// request was not worth reading.
    case answered
    /// No further request came in time.
    case idle
    /// A head was begun and not finished in time.
    case headTimeout = "head-timeout"
    /// A body did not go on in time.
    case bodyTimeout = "body-timeout"
    /// The client did not take its answer in time.
    case slow
    /// The bytes were not a request, or not one that may be served.
    case malformed
    /// There was no room for one more.
    case refused
    /// The server stops.
    case drain
    /// The network failed.
    case lost
    /// An answer could not be finished: the end of the connection is what tells so.
    case failed
}
