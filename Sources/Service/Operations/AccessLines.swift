import HTTP

/// The access log of one loop. Of that loop's thread only.
final class AccessLines: @unchecked Sendable {  // `line` is touched by the loop's thread only
    private let log: AccessLog
    private let ring: ByteRing
    // A pointer, because each access to a class's property is checked for exclusivity at run time.
    private let line: UnsafeMutablePointer<AccessLine>  // unsafe: see above

    init(_ log: AccessLog) {
        self.log = log
        ring = log.makeRing()
        line = .allocate(capacity: 1)
        line.initialize(to: AccessLine())
    }

    deinit {
        line.deinitialize(count: 1)
        line.deallocate()
    }

    func write(_ exchange: borrowing FinishedExchange) {
        ring.append(line.pointee.write(exchange))
    }

    /// Shows the writer what the turn has brought.
    func publish() { log.publish(ring) }
}
