/// The life of one connection: a pure state machine.
///
/// It performs no I/O; it says what to do next.
///
///     IDLE ──first byte──▶ READING_HEAD ──head──▶ HANDLING ──answer begins──▶ ANSWERING
///      ▲                        │                    ▲                            │
///      │                        └──error, timeout────┘ (the engine answers)       │ last byte
///      ├────────────── keep-alive, body complete ─────────────────────────────────┤
///      ├── rest read past ── DISCARDING ◀── keep-alive, body incomplete ──────────┤
///      │                         │ too much, too slow                             │ close
///      │                         ▼                                                ▼
///      └── end, loss, drain ▶ CLOSED ◀── peer closed, time, bytes ───────── LINGERING
///
/// Invariants:
/// 1. A request is dispatched only when its head is complete.
/// 2. While HANDLING and ANSWERING, no bytes are read except those of a body that a handler waits
///    for: the socket's receive buffer is the back-pressure.
/// 3. Nothing after a framing error is parsed: such an answer always closes.
/// 4. CLOSED is final: every event then returns `.nothing`.
struct Exchange {
    enum State: Equatable {
        case idle, readingHead, handling, answering, discarding, lingering, closed
    }

    /// How much of a request's body has been taken from the socket.
    enum Body: Equatable {
        /// All of it, or there is none.
        case complete
        /// Nobody has asked for it.
        case untouched(expectsContinue: Bool)
        /// A handler waits for the next piece.
        case wanted
        /// Pieces were read and nobody waits for another.
        case paused
        /// The peer broke off or broke the framing: there is no way to the next request.
        case failed
    }

    enum Action: Equatable {
        case nothing
        /// Tell the client to send its body (100), then read it.
        case sendContinue
        case readBody
        /// Fail the handler's body for this reason.
        case failBody(RequestError)
        /// The engine answers for this reason.
        case answer(RequestError)
        /// Look for the next request.
        case readHead
        /// Read past the rest of the body.
        case discardBody
        /// Tell the peer that this was all, and read past what it still sends.
        case linger
        case close
    }

    private(set) var state = State.idle
    private(set) var body = Body.complete
    private var keepsAlive = true
    private var isDraining = false
    private(set) var peerHasFinished = false
    /// Why the connection ends or has ended; nil while it goes on.
    private(set) var closeReason: CloseReason?

    /// The first byte of a head is here.
    mutating func headBegan() {
        if state == .idle { state = .readingHead }
    }

    /// A head is complete.
    mutating func headCompleted(keepsAlive: Bool, hasBody: Bool, expectsContinue: Bool) {
        guard state == .idle || state == .readingHead else { return }
        state = .handling
        self.keepsAlive = keepsAlive && !peerHasFinished
        body = hasBody ? .untouched(expectsContinue: expectsContinue) : .complete
    }

    /// The first reason counts: what follows is a consequence.
    mutating func note(_ reason: CloseReason) {
        if closeReason == nil { closeReason = reason }
    }

    /// The bytes are not a request, or one that must not be served: the answer closes.
    mutating func requestFailed() {
        guard state != .closed, state != .lingering else { return }
        note(.malformed)
        state = .handling
        keepsAlive = false
        body = .failed
    }

    /// A handler waits for a piece of the body.
    mutating func bodyWanted() -> Action {
        guard state == .handling || state == .answering else { return .nothing }
        switch body {
        case .untouched(let expectsContinue):
            body = .wanted
            return expectsContinue && state == .handling ? .sendContinue : .readBody
        case .paused:
            body = .wanted
            return .readBody
        case .complete, .wanted, .failed: return .nothing
        }
    }

    /// A piece of the body was read.
    mutating func bodyAdvanced(isComplete: Bool) {
        body = isComplete ? .complete : .paused
    }

    /// The body cannot be read to its end.
    mutating func bodyFailed() {
        note(.malformed)
        body = .failed
        keepsAlive = false
    }

    /// An answer begins.
    ///
    /// - Parameters:
    ///   - canDiscard: whether the rest of the body is not known to be too long.
    ///   - endsByClosing: whether the end of the connection is the end of the answer.
    /// - Returns: whether the connection goes on after it, as the answer must say.
    mutating func answerBegan(canDiscard: Bool, endsByClosing: Bool) -> Bool {
        guard state == .handling else { return false }
        state = .answering
        switch body {
        case .complete: break
        // A client that waits for 100 may or may not send the body now: nobody can tell the next
        // request from it (RFC 9110 §10.1.1).
        case .untouched(expectsContinue: true), .failed: keepsAlive = false
        case .untouched, .paused, .wanted: keepsAlive = keepsAlive && canDiscard
        }
        if isDraining || endsByClosing { keepsAlive = false }
        return keepsAlive
    }

    /// The last byte of an answer is on its way.
    mutating func answerSent() -> Action {
        guard state == .answering else { return .nothing }
        if !keepsAlive || isDraining { return beginLingering() }
        switch body {
        case .complete:
            state = .idle
            return .readHead
        case .untouched, .paused, .wanted:
            state = .discarding
            return .discardBody
        case .failed: return beginLingering()
        }
    }

    /// The rest of a body has been read past, or would be too long to.
    mutating func discardEnded(isComplete: Bool) -> Action {
        guard state == .discarding else { return .nothing }
        body = isComplete ? .complete : .failed
        guard isComplete, !isDraining else { return beginLingering() }
        state = .idle
        return .readHead
    }

    /// The peer has sent its last byte. It may still read.
    ///
    /// - Parameter hasOutput: whether a part of an earlier answer has not been sent.
    mutating func peerFinished(hasOutput: Bool) -> Action {
        note(.peer)
        peerHasFinished = true
        keepsAlive = false
        switch state {
        case .handling, .answering:
            guard body != .complete, body != .failed else { return .nothing }
            body = .failed
            return .failBody(.disconnected)
        // What is left of an answer is still sent.
        case .closed, .lingering: return .nothing
        case .idle where hasOutput: return beginLingering()
        case .idle, .readingHead, .discarding: return close(.peer)
        }
    }

    /// The time for what the peer should have done is over.
    mutating func timedOut() -> Action {
        switch state {
        case .readingHead:
            note(.headTimeout)
            requestFailed()
            return .answer(.timedOut)
        case .handling where body == .wanted:
            note(.bodyTimeout)
            bodyFailed()
            return .failBody(.timedOut)
        case .closed, .handling: return .nothing
        case .idle: return close(.idle)
        case .discarding: return close(.bodyTimeout)
        case .answering, .lingering: return close(.slow)
        }
    }

    /// The server stops: finish what has begun.
    ///
    /// - Parameter hasOutput: whether a part of an earlier answer has not been sent.
    mutating func drain(hasOutput: Bool) -> Action {
        isDraining = true
        guard state == .idle else { return .nothing }
        return hasOutput ? beginLingering() : close(.drain)
    }

    /// The connection is lost, or its answer cannot be finished.
    mutating func close(_ reason: CloseReason) -> Action {
        guard state != .closed else { return .nothing }
        note(reason)
        state = .closed
        return .close
    }

    private mutating func beginLingering() -> Action {
        note(isDraining ? .drain : .answered)
        state = .lingering
        return .linger
    }
}
