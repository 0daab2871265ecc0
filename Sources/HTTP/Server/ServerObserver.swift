/// Is told what happens: access log and telemetry live above the engine.
///
/// Called on the loops' threads: must not block.
package protocol ServerObserver: AnyObject, Sendable {
    /// Whether ``FinishedExchange/path`` is read: a text costs an allocation.
    var wantsPaths: Bool { get }
    func connectionOpened()
    func connectionClosed()
    /// A connection was told that there is no room for it, or closed without a word.
    func connectionRefused(_ reason: ConnectionRefusal)
    /// A request was answered, or its connection was lost on the way.
    func finished(_ exchange: FinishedExchange)
    /// A handler, a source or a stream threw something.
    func failed(requestID: RequestID, error: any Error)
}

/// A request that is over.
package struct FinishedExchange: Sendable {
    /// Nil when the head could not be read.
    package let method: Method?
    /// Index of the route in the router's list; nil when none was found.
    package let route: Int?
    /// Nil when no route was found.
    package let routeTemplate: String?
    /// As received, without the query; empty when the head could not be read, and where
    /// ``ServerObserver/wantsPaths`` is false.
    package let path: String
    /// 0 when the connection was lost before an answer.
    package let status: Int
    /// Of the head and of what was read of the body.
    package let receivedBytes: Int64
    /// Of head and content, given to the kernel or about to be.
    package let sentBytes: Int64
    /// From the end of the request's head to the last byte of the answer.
    package let durationNanoseconds: UInt64
    package let requestID: RequestID
    package let peer: String
}
