/// What happens when a peer takes too long.
extension LoopThread {
    /// Ends or fails what has come to its deadline.
    mutating func runTimers() {
        guard wheel.hasTick(by: now) else { return }
        due.removeAll(keepingCapacity: true)
        wheel.advance(to: now, into: &due)
        for (key, tick) in due {
            let token = ConnectionToken(rawValue: key)
            guard let pointer = slab.pointer(token), pointer.pointee.wheelTick == tick else {
                continue
            }
            pointer.pointee.wheelTick = nil
            visit(token) { thread, connection in
                guard let deadline = thread.deadline(of: connection), deadline <= thread.now else {
                    return
                }
                if !thread.hasTaken(&connection) { thread.expire(&connection) }
            }
        }
    }

    /// Lets the wheel bring a connection up in time, if it has a deadline.
    mutating func armTimer(_ connection: inout Connection) {
        guard let deadline = deadline(of: connection) else { return }
        if let armed = connection.wheelTick, armed <= TimerWheel.tick(of: deadline) { return }
        connection.wheelTick = wheel.schedule(
            connection.token.rawValue, deadlineNanoseconds: deadline)
    }

    /// Ends or fails what is too slow on average.
    @inline(__always)
    mutating func checkPace(_ connection: inout Connection) {
        let isTooSlow = connection.pace.isTooSlow(
            minimumBytesPerSecond: context.limits.minimumBytesPerSecond,
            graceSeconds: context.limits.rateGraceSeconds)
        if isTooSlow, isWaitingForPeer(connection) {
            expire(&connection)
        }
    }

    /// Whether the peer has taken something of what was sent, though nothing more could be sent.
    private func hasTaken(_ connection: inout Connection) -> Bool {
        guard !connection.output.isEmpty else { return false }
        let held = connection.transport.unacknowledgedByteCount
        return connection.pace.hasTaken(heldByteCount: held, at: now)
    }

    private mutating func expire(_ connection: inout Connection) {
        // Between two requests too: the end of an answer may still be on its way.
        if !connection.output.isEmpty { connection.exchange.note(.slow) }
        guard connection.transport.isEstablished else { return close(&connection, .handshake) }
        execute(connection.exchange.timedOut(), &connection)
    }

    @inline(__always)
    private func isWaitingForPeer(_ connection: borrowing Connection) -> Bool {
        !connection.output.isEmpty || connection.exchange.body == .wanted
    }

    /// When the peer must have done what it has to do; nil while it has nothing to do.
    @inline(__always)
    private func deadline(of connection: borrowing Connection) -> UInt64? {
        guard connection.output.isEmpty else {
            return connection.pace.deadline(idleSeconds: context.limits.writeStallTimeoutSeconds)
        }
        let seconds: Int
        switch connection.exchange.state {
        case .idle where !connection.transport.isEstablished:
            seconds = context.limits.handshakeTimeoutSeconds
        case .idle: seconds = context.limits.idleTimeoutSeconds
        case .readingHead: seconds = context.limits.headTimeoutSeconds
        case .handling, .answering:
            guard connection.exchange.body == .wanted else { return nil }
            return connection.pace.deadline(idleSeconds: context.limits.bodyIdleTimeoutSeconds)
        case .discarding: seconds = context.limits.bodyIdleTimeoutSeconds
        case .lingering: seconds = context.limits.lingerSeconds
        case .closed: return nil
        }
        return connection.phaseStart + UInt64(seconds) * 1_000_000_000
    }
}
