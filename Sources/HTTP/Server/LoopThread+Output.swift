internal import Posix

/// Sending: what is gathered, then what is queued, as far as the socket and fairness allow.
extension LoopThread {
    /// Sends, fetches and pulls for the current answer; false when somebody else must act first.
    mutating func produce(_ connection: inout Connection) -> Bool {
        refill(&connection)
        let isAllSent = sendQueued(&connection)
        guard connection.exchange.state == .answering, let request = connection.request else {
            return connection.exchange.state != .closed
        }
        switch request.pointee.production {
        case .none:
            guard isAllSent else { return false }
            let action = connection.exchange.answerSent()
            if action != .discardBody { finishRequest(&connection) }
            execute(action, &connection)
            return true
        case .regions(_, _, let isFetching):
            // Sending may have made room for the next batch.
            if !isFetching { refill(&connection) }
            return isAllSent && !isFetching
        case .stream(_, _, let isPulling): return isAllSent && !isPulling
        }
    }

    /// Asks for more content when little is left to send.
    private mutating func refill(_ connection: inout Connection) {
        switch connection.request?.pointee.production {
        case .regions(_, _, isFetching: false)?:
            guard connection.output.byteCount < context.limits.readAheadByteCount else { return }
            // Refused only when the workers have stopped: then it cannot be finished.
            if !fetch(&connection, isContinuation: true) { close(&connection, .failed) }
        case .stream(_, _, isPulling: false)?:
            if connection.output.isEmpty { pull(&connection) }
        case .regions?, .stream?, .some(.none), nil: break
        }
    }

    /// Sends what is gathered, and keeps what does not fit.
    mutating func flush(_ connection: inout Connection) {
        if !gathered.isEmpty { _ = sendGathered(&connection) }
    }

    /// Sends what is queued; false when something is left.
    ///
    /// What is only gathered may wait for the end of the turn: the answers to pipelined requests
    /// leave together.
    mutating func sendQueued(_ connection: inout Connection) -> Bool {
        if gathered.count >= LoopThread.gatheredByteLimit || !connection.output.isEmpty {
            guard sendGathered(&connection) else { return false }
        }
        while let item = connection.output.first {
            guard sentThisTurn < context.limits.sentBytesPerTurn else {
                yieldTurn(&connection)
                return false
            }
            guard let count = send(&connection, item) else { return false }
            connection.output.removeFirst(count)
        }
        return connection.exchange.state != .closed
    }

    private mutating func sendGathered(_ connection: inout Connection) -> Bool {
        let byteCount = gathered.count
        var sentCount = 0
        while sentCount < byteCount,
            let count = send(
                &connection, gathered.bytes(from: sentCount),
                expectsMore: !connection.output.isEmpty)
        {
            sentCount += count
        }
        // A connection that was lost on the way has forgotten what was gathered.
        if !gathered.isEmpty, sentCount < byteCount {
            connection.output.prepend(Array(gathered.bytes(from: sentCount))[...])
        }
        gathered.removeAll()
        return sentCount == byteCount
    }

    /// Sends some of an item and returns how much; nil when nothing goes now.
    private mutating func send(_ connection: inout Connection, _ item: Output.Item) -> Int? {
        let expectsMore = connection.output.hasSeveralItems
        switch item {
        case .bytes(let bytes):
            let part = bytes.prefix(context.limits.sentBytesPerTurn)
            return part.withUnsafeBytes { send(&connection, $0, expectsMore: expectsMore) }
        case .zeros(let count):
            let part = zeros[..<Int(min(count, Int64(zeros.count)))]
            return part.withUnsafeBytes { send(&connection, $0, expectsMore: expectsMore) }
        case .file(let region): return send(&connection, region)
        }
    }

    private mutating func send(
        _ connection: inout Connection, _ bytes: UnsafeRawBufferPointer, expectsMore: Bool
    ) -> Int? {
        attempt(&connection) { transport throws(Errno) in
            try transport.send(bytes, expectsMore: expectsMore)
        }
    }

    private mutating func send(_ connection: inout Connection, _ region: FileRegion) -> Int? {
        guard let request = connection.request, !request.pointee.isWarming else { return nil }
        let count = WarmBlocks.byteCount(ofFirst: context.limits.sendfileByteCount, in: region)
        guard warmBlocks.hold(region, count, at: now) else {
            warm(&connection, region, count)
            return nil
        }
        let sent = attempt(&connection) { [scratch] transport throws(Errno) in
            try transport.send(
                region.file, from: region.offset, byteCount: count, scratch: scratch)
        }
        // The file has become shorter than it was promised to be.
        if sent == 0 { close(&connection, .failed) }
        return sent == 0 ? nil : sent
    }

    /// Lets a worker wait for the disk: sendfile(2) would hold the loop.
    private mutating func warm(
        _ connection: inout Connection, _ region: FileRegion, _ byteCount: Int
    ) {
        let token = connection.token
        connection.request?.pointee.isWarming = true
        let isAccepted = context.workers.submit(isContinuation: true) { [loop] in
            let failure: Errno?
            do throws(Errno) {
                try region.warm(prefixByteCount: byteCount)
                failure = nil
            } catch {
                failure = error
            }
            loop.post(.warmed(token, failure))
        }
        if !isAccepted { close(&connection, .failed) }
    }

    private mutating func attempt(
        _ connection: inout Connection, _ call: (borrowing Transport) throws(Errno) -> Int
    ) -> Int? {
        guard connection.isWritable, connection.exchange.state != .closed else { return nil }
        do {
            let count = try call(connection.transport)
            sentThisTurn += count
            sentThisRound += count
            connection.pace.move(count, at: now)
            return count
        } catch {
            if error == .wouldBlock {
                connection.isWritable = false
                connection.pace.wait(
                    from: now, heldByteCount: connection.transport.unacknowledgedByteCount)
            } else {
                close(&connection, .lost)
            }
            return nil
        }
    }
}
