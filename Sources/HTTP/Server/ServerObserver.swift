/// Is told what happens: access log and telemetry live above the engine.
///
/// Called on the loops' threads: must not block.
package protocol ServerObserver: AnyObject, Sendable {
    /// Whether ``FinishedExchange/path`` is read: keeping it costs a copy.
    var wantsPaths: Bool { get }
    /// Whoever is told of the requests of one loop; asked for once, when the loop is made.
    func recorder(ofLoop index: Int) -> any LoopRecorder
    func connectionOpened()
    func connectionClosed(_ reason: CloseReason)
    /// A connection was told that there is no room for it, or closed without a word.
    func connectionRefused(_ reason: ConnectionRefusal)
    /// A handler, a source or a stream threw something.
    func failed(requestID: RequestID, trace: TraceContext?, error: any Error)
}

/// Is told of every request of one loop, on that loop's thread only.
///
/// Each loop has its own, so that counting needs neither a lock nor an atomic addition: what others
/// want to know they read while this thread goes on.
package protocol LoopRecorder: AnyObject, Sendable {
    /// A request was answered, or its connection was lost on the way.
    func finished(_ exchange: borrowing FinishedExchange)
    /// A turn is over: the loop is about to sleep, or to look for more to do.
    func turnEnded(_ turn: LoopTurn)
}

/// What a loop has done since it woke up.
package struct LoopTurn: Sendable {
    /// Time outside of epoll_wait(2).
    package let busyNanoseconds: UInt64
    /// Requests that have begun and not finished.
    package let requestCount: Int
}

/// A request that is over, lent for the call: what it points to is used again.
package struct FinishedExchange: ~Copyable {
    /// Nil when the head could not be read.
    package let method: Method?
    /// Index of the route in the router's list; nil when none was found.
    package let route: Int?
    /// As received, without the query, cut at ``CurrentRequest/pathByteLimit``; empty when the head
    /// could not be read, and where ``ServerObserver/wantsPaths`` is false.
    package let path: UnsafeRawBufferPointer  // unsafe: lent for the call
    /// 0 when the connection was lost before an answer.
    package let status: Int
    /// Of the head and of what was read of the body.
    package let receivedBytes: Int64
    /// Of head and content, given to the kernel or about to be; what was dropped is not counted.
    package let sentBytes: Int64
    /// When the head was complete, and the last byte of the answer ready (``Clock``, monotonic).
    package let startNanoseconds: UInt64
    package let endNanoseconds: UInt64
    package let requestID: RequestID
    /// What the client says that this is a part of.
    package let trace: TraceContext?
    package let peer: String
    /// Why the connection ended before the answer did; nil when the answer is whole.
    package let cut: CloseReason?

    package var durationNanoseconds: UInt64 { endNanoseconds - startNanoseconds }
}
