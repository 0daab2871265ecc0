internal import Posix

/// How a connection moves on: the actions of ``Exchange``, executed.
extension LoopThread {
    /// Moves on until the peer, a handler or a worker must do something, or others have their turn.
    mutating func advance(_ connection: inout Connection) {
        var requestCount = 0
        while !connection.waitsForTurn, step(&connection, &requestCount) {}
        flush(&connection)
        noticeHangup(&connection)
        checkPace(&connection)
    }

    /// One step; false when there is nothing to do now.
    private mutating func step(_ connection: inout Connection, _ requestCount: inout Int) -> Bool {
        switch connection.exchange.state {
        case .idle, .readingHead:
            guard
                connection.isReadable || !window.isEmpty || !connection.input.isEmpty
                    || !connection.output.isEmpty
            else { return false }
            guard sendQueued(&connection) else { return false }
            guard requestCount < context.limits.requestsPerTurn else {
                yieldTurn(&connection)
                return false
            }
            guard readHead(&connection) else { return false }
            requestCount += 1
            return true
        case .handling:
            guard connection.exchange.body == .wanted else { return false }
            return readBody(&connection)
        case .answering:
            if connection.exchange.body == .wanted, readBody(&connection) { return true }
            return produce(&connection)
        case .discarding: return discardBody(&connection)
        case .lingering: return readPast(&connection)
        case .closed: return false
        }
    }

    mutating func execute(_ action: Exchange.Action, _ connection: inout Connection) {
        switch action {
        case .nothing, .readBody: break
        case .readHead:
            connection.phaseStart = now
            connection.scannedByteCount = 0
            connection.skippedEmptyLine = false
        case .sendContinue: gathered.append(HeadWriter.goOn)
        case .failBody(let reason):
            connection.request?.pointee.body?.fail(reason)
            if reason == .disconnected { connection.request?.pointee.task?.cancel() }
        case .answer(let reason): answerEarly(&connection, reason)
        case .discardBody:
            connection.phaseStart = now
            connection.pace = Pace()
        case .linger:
            connection.phaseStart = now
            connection.discardedByteCount = 0
        case .close: release(&connection)
        }
    }

    /// Ends a connection at once: what it has not sent is lost.
    mutating func close(_ connection: inout Connection, _ reason: CloseReason) {
        execute(connection.exchange.close(reason), &connection)
    }

    /// Lets others have their turn before this connection goes on.
    mutating func yieldTurn(_ connection: inout Connection) {
        guard !connection.waitsForTurn else { return }
        connection.waitsForTurn = true
        waiting.append(connection.token)
    }

    private mutating func release(_ connection: inout Connection) {
        // What breaks off within an answer must not look like its end.
        if connection.request == nil { connection.transport.sayGoodbye() }
        let unsentByteCount = connection.output.byteCount + Int64(gathered.count)
        gathered.removeAll()
        connection.output.removeAll()
        if let request = connection.request {
            // It was counted when it was queued, with what is left of answers before it.
            request.pointee.sentByteCount = max(request.pointee.sentByteCount - unsentByteCount, 0)
            request.pointee.body?.fail(.disconnected)
            request.pointee.task?.cancel()
        }
        finishRequest(&connection, cut: connection.exchange.closeReason ?? .lost)
    }

    /// Tells the recorder that the current request is over, and why when its answer is not whole.
    ///
    /// Not inlined: Swift 6.3.1 crashes when it puts this into a caller with optimisation.
    @inline(never)
    mutating func finishRequest(_ connection: inout Connection, cut: CloseReason? = nil) {
        guard let request = connection.request.take() else { return }
        now = Clock.monotonicNanoseconds
        recorder.finished(
            FinishedExchange(
                method: request.pointee.method, route: request.pointee.route,
                path: request.pointee.path, status: request.pointee.status,
                receivedBytes: request.pointee.receivedByteCount,
                sentBytes: request.pointee.sentByteCount,
                startNanoseconds: request.pointee.startNanoseconds,
                endNanoseconds: now, requestID: request.pointee.requestID,
                trace: request.pointee.trace, peer: connection.peer, cut: cut))
        requests.giveBack(request)
    }

    /// A peer that has closed while a handler works: the handler may stop.
    ///
    /// Closing and closing only the sending half look the same, so what a handler answers all the
    /// same is sent, and requests that came before the end are served.
    private mutating func noticeHangup(_ connection: inout Connection) {
        guard connection.sawReadHangup, connection.exchange.body == .complete else { return }
        switch connection.exchange.state {
        case .handling, .answering:
            connection.request?.pointee.task?.cancel()
            let isAllRead = window.isEmpty && connection.input.isEmpty
            if isAllRead, !connection.exchange.peerHasFinished, connection.transport.isAtEnd {
                execute(connection.exchange.peerFinished(hasOutput: false), &connection)
            }
        case .idle, .readingHead, .discarding, .lingering, .closed: break
        }
    }
}
