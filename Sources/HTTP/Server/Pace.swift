/// How fast a peer sends or takes bytes while the server waits for it. Pure.
///
/// Only the time spent waiting for the peer counts: a handler or a disk that is slow is not its
/// fault.
struct Pace {
    private var waitStart: UInt64?
    private var waitedNanoseconds: UInt64 = 0
    private var byteCount: UInt64 = 0

    /// The server has begun to wait. Does nothing while it waits already.
    mutating func wait(from nowNanoseconds: UInt64) {
        if waitStart == nil { waitStart = nowNanoseconds }
    }

    /// Bytes have moved: the wait, if there was one, is over.
    mutating func move(_ count: Int, at nowNanoseconds: UInt64) {
        byteCount += UInt64(count)
        if let start = waitStart { waitedNanoseconds += nowNanoseconds - start }
        waitStart = nil
    }

    /// When the wait has lasted `idleSeconds`; nil while nobody waits.
    func deadline(idleSeconds: Int) -> UInt64? {
        waitStart.map { $0 + UInt64(idleSeconds) * 1_000_000_000 }
    }

    /// Whether the average is too low, after a time in which it does not count.
    @inline(__always)
    func isTooSlow(minimumBytesPerSecond: Int, graceSeconds: Int) -> Bool {
        guard waitedNanoseconds > 0 else { return false }
        let seconds = waitedNanoseconds / 1_000_000_000
        return seconds > UInt64(graceSeconds)
            && byteCount / seconds < UInt64(minimumBytesPerSecond)
    }
}
