internal import Codecs
internal import Synchronization

/// The content of a request, pulled by the handler.
///
/// What is not pulled is not read from the socket: TCP's window is the back-pressure. One reader
/// at a time. The loop delivers, and fails the body when the peer goes away or is too slow, so a
/// waiting reader is always resumed, exactly once.
package final class RequestBody: Sendable {
    /// The largest piece that ``next()`` returns.
    package static let pieceByteCount = 64 * 1024

    /// The length that the client declared; nil for chunked content.
    package let declaredByteCount: Int64?

    private struct State: ~Copyable {
        var arrived: [UInt8] = []
        var isComplete: Bool
        var failure: RequestError?
        var waiter: Waiter?
        /// Until the content has been compared with its digest.
        var check: DigestCheck?
        /// The fields behind the content that say something about it.
        var trailers: [Field] = []
        /// What that comparison found.
        var fault: RequestError?

        /// What a reader gets now; nil when it must wait.
        mutating func takeReady() -> Result<[UInt8]?, RequestError>? {
            let piece = arrived.isEmpty ? nil : takePiece()
            compare()
            if let fault { return .failure(fault) }
            if let piece { return .success(piece) }
            if let failure { return .failure(failure) }
            return isComplete ? .success(nil) : nil
        }

        // Before the last piece is given away: a reader need not ask for more after that.
        private mutating func compare() {
            guard isComplete, arrived.isEmpty, var check = check.take() else { return }
            fault = check.fault(trailers: trailers)
        }

        private mutating func takePiece() -> [UInt8] {
            var piece = arrived
            arrived = []
            if piece.count > RequestBody.pieceByteCount {
                arrived = Array(piece[RequestBody.pieceByteCount...])
                piece.removeLast(arrived.count)
            }
            check?.take(piece)
            return piece
        }
    }
    private typealias Waiter = CheckedContinuation<Result<[UInt8]?, RequestError>, Never>

    private let state: Mutex<State>
    private let demand: @Sendable () -> Void
    /// Set where this is the decoded form of another body.
    private let decoded: GzipContent?

    /// - Parameters:
    ///   - digests: what the client has announced; other content fails with
    ///     ``RequestError/digestMismatch`` in the place of its last piece.
    ///   - awaitsTrailer: whether such a digest is to come behind the content.
    ///   - demand: called when a reader waits for a piece: exactly one of ``deliver(_:)``,
    ///     ``complete(with:trailers:)`` and ``fail(_:)`` must follow.
    init(
        declaredByteCount: Int64?, digests: [Digest] = [], awaitsTrailer: Bool = false,
        demand: @escaping @Sendable () -> Void
    ) {
        self.declaredByteCount = declaredByteCount
        self.demand = demand
        decoded = nil
        let check = DigestCheck(digests, awaitsTrailer: awaitsTrailer)
        state = Mutex(State(isComplete: declaredByteCount == 0, check: check))
    }

    /// Content that is already here.
    package init(_ bytes: [UInt8] = []) {
        declaredByteCount = Int64(bytes.count)
        demand = {}
        decoded = nil
        state = Mutex(State(arrived: bytes, isComplete: true))
    }

    /// The content of `body`, which is in the coding gzip, without it.
    ///
    /// Digests that were announced are of the content as it came (RFC 9530 §2, §3).
    package init(gzip body: RequestBody, limit: ExpansionLimit) {
        declaredByteCount = nil
        demand = {}
        decoded = GzipContent(body, limit: limit)
        state = Mutex(State(isComplete: true))
    }

    /// The next piece; nil at the end.
    ///
    /// - Throws: ``RequestError/disconnected``, ``RequestError/timedOut``,
    ///   ``RequestError/bodyTooLarge(limit:)``, ``RequestError/digestMismatch`` or what is wrong
    ///   with the framing or the coding; then again and again, for nothing comes after it.
    package func next() async throws(RequestError) -> [UInt8]? {
        if let decoded { return try await decoded.next() }
        let result: Result<[UInt8]?, RequestError> = await withCheckedContinuation { waiter in
            let ready: Result<[UInt8]?, RequestError>? = state.withLock { state in
                if let ready = state.takeReady() { return ready }
                precondition(state.waiter == nil, "a body has one reader at a time")
                state.waiter = waiter
                return nil
            }
            if let ready { waiter.resume(returning: ready) } else { demand() }
        }
        return try result.get()
    }

    /// All of it.
    ///
    /// - Throws: ``RequestError/bodyTooLarge(limit:)`` for more than `limit` bytes, before reading
    ///   them where the length was declared; and what ``next()`` throws.
    package func bytes(limit: Int) async throws(RequestError) -> [UInt8] {
        if let declaredByteCount, declaredByteCount > limit {
            throw .bodyTooLarge(limit: Int64(limit))
        }
        var bytes: [UInt8] = []
        while let piece = try await next() {
            guard bytes.count + piece.count <= limit else {
                throw .bodyTooLarge(limit: Int64(limit))
            }
            if bytes.isEmpty { bytes = piece } else { bytes += piece }
        }
        return bytes
    }

    /// A piece has arrived, and more may come.
    func deliver(_ piece: [UInt8]) {
        settle { state in state.arrived += piece }
    }

    /// The last piece has arrived, and what came behind it.
    func complete(with piece: [UInt8], trailers: [Field] = []) {
        settle { state in
            state.arrived += piece
            state.trailers = trailers
            state.isComplete = true
        }
    }

    /// Nothing will arrive any more. Does nothing to content that is complete.
    func fail(_ reason: RequestError) {
        settle { state in
            if !state.isComplete, state.failure == nil { state.failure = reason }
        }
    }

    private func settle(_ change: (inout State) -> Void) {
        let resumption: (waiter: Waiter, result: Result<[UInt8]?, RequestError>)? =
            state.withLock { state in
                change(&state)
                guard let waiter = state.waiter, let ready = state.takeReady() else { return nil }
                state.waiter = nil
                return (waiter, ready)
            }
        if let resumption { resumption.waiter.resume(returning: resumption.result) }
    }
}
