/// How fast a peer sends or takes bytes while the server waits for it. Pure.
///
/// Only the time spent waiting for the peer counts: a handler or a disk that is slow is not its
/// fault. What the system holds for a peer, megabytes where it reads slowly, it has not taken.
struct Pace {
    private var waitStart: UInt64?
    private var waitedNanoseconds: UInt64 = 0
    private var byteCount = 0
    /// Of those bytes, what the system still held when that was last looked at.
    private var heldByteCount = 0

    /// The server has begun to wait. Does nothing while it waits already.
    mutating func wait(from nowNanoseconds: UInt64, heldByteCount: Int = 0) {
        guard waitStart == nil else { return }
        waitStart = nowNanoseconds
        self.heldByteCount = heldByteCount
    }

    /// Bytes have moved: the wait, if there was one, is over.
    mutating func move(_ count: Int, at nowNanoseconds: UInt64) {
        byteCount += count
        heldByteCount = 0
        if let start = waitStart { waitedNanoseconds += nowNanoseconds - start }
        waitStart = nil
    }

    /// Whether the peer has taken bytes in this wait, when the system holds so many now. Then
    /// another wait begins: the system lets the server send on only when much has been taken.
    ///
    /// More than before says so too: the rest of a TLS record has found room.
    mutating func hasTaken(heldByteCount: Int, at nowNanoseconds: UInt64) -> Bool {
        guard waitStart != nil, heldByteCount != self.heldByteCount else { return false }
        move(0, at: nowNanoseconds)
        wait(from: nowNanoseconds, heldByteCount: heldByteCount)
        return true
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
            && UInt64(max(byteCount - heldByteCount, 0)) / seconds < UInt64(minimumBytesPerSecond)
    }
}
