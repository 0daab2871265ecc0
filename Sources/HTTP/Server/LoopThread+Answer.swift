/// From a response to output.
extension LoopThread {
    /// Answers with a response, or with a problem if it cannot be sent.
    mutating func answer(_ connection: inout Connection, _ response: consuming Response) {
        do {
            try begin(&connection, response)
        } catch {
            answer(&connection, error)
        }
    }

    /// Answers with what `error` means to a client.
    mutating func answer(_ connection: inout Connection, _ error: any Error) {
        guard let request = connection.request else { return }
        let requestID = request.pointee.requestID
        // A full worker pool is not a fault of the handler.
        let error: any Error = error is WorkerPoolError ? RequestError.overloaded : error
        // A peer that is gone and a handler that stopped for it have nothing to say.
        if connection.sawReadHangup, error is CancellationError {
            close(&connection, .peer)
            return
        }
        if !(error is RequestError) {
            tell(error, of: request)
        }
        connection.request?.pointee.deferred = nil
        connection.request?.pointee.production = .none
        connection.request?.pointee.conditions = nil
        let response = context.response(to: error, requestID: requestID)
        do {
            try begin(&connection, response)
        } catch {
            // The problem itself cannot be written: the bare status is always safe.
            tell(error, of: request)
            writeBare(&connection, Response(.internalError))
        }
    }

    private func tell(_ error: any Error, of request: CurrentRequestPool.Place) {
        context.observer.failed(
            requestID: request.pointee.requestID, trace: request.pointee.trace, error: error)
    }

    private mutating func writeBare(_ connection: inout Connection, _ response: Response) {
        guard let answer = try? Answer(response, to: circumstances(connection)) else {
            preconditionFailure("a response without fields is safe")
        }
        writeHead(&connection, answer)
    }

    private func circumstances(_ connection: borrowing Connection) -> Answer.Circumstances {
        Answer.Circumstances(
            method: connection.request?.pointee.method ?? .get,
            isVersion10: connection.request?.pointee.isVersion10 ?? false,
            conditions: connection.request?.pointee.conditions?.unboxed,
            acceptsGzip: connection.request?.pointee.acceptsGzip ?? false,
            wantsDigestTrailer: connection.request?.pointee.wantsDigestTrailer ?? false,
            requestID: connection.request?.pointee.requestID ?? connection.nextRequestID,
            isClientCurrent: connection.request?.pointee.isClientCurrent ?? false)
    }

    private mutating func begin(
        _ connection: inout Connection, _ response: consuming Response
    ) throws {
        let answer = try Answer(response, to: circumstances(connection))
        if let lease = answer.response.lease { connection.request?.pointee.lease = lease }
        switch answer.content {
        case .none: writeHead(&connection, answer)
        case .bytes(let bytes):
            writeHead(&connection, answer)
            queue(&connection, bytes)
        case .stream(let stream, let isChunked):
            writeHead(&connection, answer)
            connection.request?.pointee.production = .stream(
                stream, isChunked: isChunked, isPulling: false)
        case .regions(let source, let range):
            if let batch = RegionBatch.atHand(source, range, limits: context.limits) {
                writeHead(&connection, answer)
                queue(&connection, batch, of: source, range)
                return
            }
            // The head waits for the first bytes: until then, a failure can still be told.
            connection.request?.pointee.deferred = Boxed(answer)
            connection.request?.pointee.production = .regions(source, range, isFetching: false)
            try fetchFirst(&connection)
        }
    }

    private mutating func fetchFirst(_ connection: inout Connection) throws {
        guard fetch(&connection, isContinuation: false) else { throw WorkerPoolError.overloaded }
    }

    /// Gathers the head of an answer.
    private mutating func writeHead(_ connection: inout Connection, _ answer: borrowing Answer) {
        guard let request = connection.request else { return }
        let canDiscard = request.pointee.unreadByteCount <= context.limits.discardByteCount
        let keepsAlive = connection.exchange.answerBegan(
            canDiscard: canDiscard, endsByClosing: answer.framing == .untilClose)
        let start = gathered.count
        HeadWriter.write(
            answer,
            HeadWriter.Context(
                requestID: request.pointee.requestID, dateLine: date.line,
                keepsAlive: keepsAlive, isVersion10: request.pointee.isVersion10),
            into: &gathered)
        request.pointee.status = answer.response.status.rawValue
        request.pointee.sentByteCount += Int64(gathered.count - start)
        connection.pace = Pace()
    }

    /// Puts bytes behind what is gathered: copied where small, kept as they are where large.
    private mutating func queue(_ connection: inout Connection, _ bytes: ArraySlice<UInt8>) {
        connection.request?.pointee.sentByteCount += Int64(bytes.count)
        if connection.output.isEmpty,
            gathered.count + bytes.count <= LoopThread.gatheredByteLimit
        {
            gathered.append(bytes)
        } else {
            connection.output.append(.bytes(bytes))
        }
    }

    // MARK: Regions

    /// Fetches the next regions on the worker pool; false when the pool is full.
    mutating func fetch(_ connection: inout Connection, isContinuation: Bool) -> Bool {
        guard
            case .regions(let source, let range, isFetching: false)? =
                connection.request?.pointee.production
        else { return true }
        let token = connection.token
        let isAccepted = context.workers.submit(isContinuation: isContinuation) {
            [loop, context] in
            let batch = Result<RegionBatch, any Error> {
                try RegionBatch.fetch(source, range, limits: context.limits)
            }
            loop.post(.fetched(token, batch))
        }
        if isAccepted {
            connection.request?.pointee.production = .regions(source, range, isFetching: true)
        }
        return isAccepted
    }

    /// A worker has come back with regions.
    mutating func fetched(
        _ connection: inout Connection, _ result: Result<RegionBatch, any Error>
    ) {
        guard
            case .regions(let source, let range, isFetching: true)? =
                connection.request?.pointee.production
        else { return }
        switch result {
        case .success(let batch):
            if let answer = connection.request?.pointee.deferred.take() {
                writeHead(&connection, answer.unboxed)
            }
            queue(&connection, batch, of: source, range)
        case .failure(let error): breakOff(&connection, error)
        }
    }

    private func queue(
        _ connection: inout Connection, _ batch: RegionBatch, of source: any RegionSource,
        _ range: Range<Int64>
    ) {
        for item in batch.items { connection.output.append(item) }
        connection.request?.pointee.sentByteCount += batch.byteCount
        let rest = range.lowerBound + batch.byteCount..<range.upperBound
        connection.request?.pointee.production =
            rest.isEmpty ? .none : .regions(source, rest, isFetching: false)
    }

    /// Content failed: a problem if nothing was sent, else the end of the connection, which tells
    /// the peer that bytes are missing.
    private mutating func breakOff(_ connection: inout Connection, _ error: any Error) {
        if connection.request?.pointee.deferred != nil {
            answer(&connection, error)
        } else if let request = connection.request {
            tell(error, of: request)
            close(&connection, .failed)
        }
    }

    // MARK: Streams

    /// Asks a stream for its next piece.
    mutating func pull(_ connection: inout Connection) {
        guard
            case .stream(let stream, let isChunked, isPulling: false)? =
                connection.request?.pointee.production
        else { return }
        connection.request?.pointee.production = .stream(
            stream, isChunked: isChunked, isPulling: true)
        liveHandlerCount += 1
        let token = connection.token
        connection.request?.pointee.task = Task(executorPreference: loop) { [loop] in
            do {
                loop.post(.streamed(token, .success(try await stream.next())))
            } catch {
                loop.post(.streamed(token, .failure(error)))
            }
        }
    }

    /// A stream has given a piece or its end.
    mutating func streamed(
        _ connection: inout Connection, _ result: Result<[UInt8]?, any Error>
    ) {
        guard
            case .stream(let stream, let isChunked, isPulling: true)? =
                connection.request?.pointee.production
        else { return }
        connection.request?.pointee.production = .stream(
            stream, isChunked: isChunked, isPulling: false)
        switch result {
        case .success(let piece?):
            guard !piece.isEmpty else { return }
            if isChunked {
                queue(&connection, Array((String(piece.count, radix: 16) + "\r\n").utf8)[...])
            }
            queue(&connection, piece[...])
            if isChunked { queue(&connection, Array("\r\n".utf8)[...]) }
        case .success(nil):
            if isChunked { queue(&connection, HeadWriter.lastChunk(stream.trailers)[...]) }
            connection.request?.pointee.production = .none
        case .failure(let error): breakOff(&connection, error)
        }
    }
}
