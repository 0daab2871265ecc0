internal import Posix

/// Reading: heads, bodies, and what nobody wants.
extension LoopThread {
    private enum Received {
        case bytes
        /// Nothing now; epoll will tell.
        case nothing
        case stopped
    }

    /// Reads and dispatches one request; false when there is no complete head.
    mutating func readHead(_ connection: inout Connection) -> Bool {
        while true {
            loadInput(&connection)
            if !window.isEmpty {
                do {
                    if let byteCount = try scanHead(&connection) {
                        dispatch(&connection, headByteCount: byteCount)
                        return true
                    }
                } catch {
                    answerEarly(&connection, error)
                    return true
                }
            }
            switch receive(&connection) {
            case .bytes: continue
            case .nothing: return false
            // The state has changed: what follows from it is done now, not when a timer is over.
            case .stopped: return true
            }
        }
    }

    private mutating func scanHead(_ connection: inout Connection) throws(RequestError) -> Int? {
        if connection.scannedByteCount == 0, !connection.skippedEmptyLine,
            buffer[window.lowerBound] == Grammar.carriageReturn
        {
            guard window.count > 1 else { return nil }
            if buffer[window.lowerBound + 1] == Grammar.lineFeed {
                connection.skippedEmptyLine = true
                consume(2)
                if window.isEmpty { return nil }
            }
        }
        if connection.exchange.state == .idle {
            connection.exchange.headBegan()
            connection.phaseStart = now
        }
        switch try RequestHeadParser.scan(
            input.span, from: connection.scannedByteCount, limits: context.limits)
        {
        case .complete(let byteCount): return byteCount
        case .incomplete(let resumption):
            connection.scannedByteCount = resumption
            return nil
        }
    }

    /// Gives the next piece of the body to the handler that waits for it; false when none is here.
    mutating func readBody(_ connection: inout Connection) -> Bool {
        while connection.exchange.body == .wanted {
            loadInput(&connection)
            if !window.isEmpty, decodeBody(&connection) { return true }
            switch receive(&connection) {
            case .bytes: continue
            case .nothing:
                connection.pace.wait(from: now)
                return false
            case .stopped: return false
            }
        }
        return false
    }

    /// Decodes what is in the window; true when the handler got something.
    private mutating func decodeBody(_ connection: inout Connection) -> Bool {
        guard var decoder = connection.request?.pointee.decoder?.unboxed else { return false }
        var piece: [UInt8] = []
        piece.reserveCapacity(window.count)
        do {
            let decoded = try decoder.decode(input.span, into: &piece)
            consume(decoded.consumedByteCount)
            note(decoder, decoded.consumedByteCount, &connection)
            if decoded.isComplete {
                connection.exchange.bodyAdvanced(isComplete: true)
                connection.request?.pointee.body?.complete(
                    with: piece, trailers: decoder.trailers)
                return true
            }
            guard !piece.isEmpty else { return false }
            connection.exchange.bodyAdvanced(isComplete: false)
            connection.request?.pointee.body?.deliver(piece)
        } catch {
            connection.exchange.bodyFailed()
            connection.request?.pointee.body?.fail(error)
        }
        return true
    }

    /// Reads past the rest of a body; false when more must arrive first.
    mutating func discardBody(_ connection: inout Connection) -> Bool {
        while var decoder = connection.request?.pointee.decoder?.unboxed {
            loadInput(&connection)
            if !window.isEmpty {
                discarded.removeAll(keepingCapacity: true)
                let before = decoder.contentByteCount
                guard let decoded = try? decoder.decode(input.span, into: &discarded) else {
                    return endDiscarding(&connection, isComplete: false)
                }
                consume(decoded.consumedByteCount)
                note(decoder, decoded.consumedByteCount, &connection)
                if decoded.isComplete { return endDiscarding(&connection, isComplete: true) }
                connection.discardedByteCount += decoder.contentByteCount - before
                if connection.discardedByteCount > context.limits.discardByteCount {
                    return endDiscarding(&connection, isComplete: false)
                }
            }
            switch receive(&connection) {
            case .bytes: continue
            case .nothing, .stopped: return false
            }
        }
        return endDiscarding(&connection, isComplete: false)
    }

    private mutating func endDiscarding(_ connection: inout Connection, isComplete: Bool) -> Bool {
        finishRequest(&connection)
        execute(connection.exchange.discardEnded(isComplete: isComplete), &connection)
        return true
    }

    private func note(
        _ decoder: BodyDecoder, _ consumedByteCount: Int, _ connection: inout Connection
    ) {
        connection.request?.pointee.decoder = Boxed(decoder)
        connection.request?.pointee.receivedByteCount += Int64(consumedByteCount)
    }

    /// After the last answer: reads past what still comes, so that the kernel does not answer it
    /// with a reset, which would take the answer away from the peer (RFC 9112 §9.6).
    mutating func readPast(_ connection: inout Connection) -> Bool {
        flush(&connection)
        guard sendQueued(&connection) else { return false }
        if !connection.hasFinishedSending {
            connection.hasFinishedSending = true
            connection.phaseStart = now
            connection.socket.finishSending()
        }
        if connection.exchange.peerHasFinished {
            close(&connection, .peer)
            return false
        }
        connection.input = []
        while true {
            window = 0..<0
            switch receive(&connection) {
            case .bytes:
                connection.discardedByteCount += Int64(window.count)
                if connection.discardedByteCount > context.limits.lingerByteCount {
                    close(&connection, .answered)
                    return false
                }
            case .nothing: return false
            case .stopped:
                close(&connection, .peer)
                return false
            }
        }
    }

    // MARK: The window

    /// The input that has not been used.
    var input: UnsafeBufferPointer<UInt8> {  // unsafe: valid until the window changes
        UnsafeRawBufferPointer(rebasing: buffer[window]).assumingMemoryBound(to: UInt8.self)
    }

    mutating func consume(_ count: Int) {
        window = window.lowerBound + count..<window.upperBound
    }

    /// Brings back what was left over from an earlier turn.
    private mutating func loadInput(_ connection: inout Connection) {
        guard window.isEmpty, !connection.input.isEmpty else { return }
        buffer.copyBytes(from: connection.input)
        window = 0..<connection.input.count
        connection.input = []
    }

    /// Keeps what is left over for a later turn: the buffer is the next connection's.
    mutating func saveInput(_ connection: inout Connection) {
        guard !window.isEmpty else { return }
        connection.input = Array(input)
        window = 0..<0
    }

    /// Reads what has arrived behind what is already in the window.
    private mutating func receive(_ connection: inout Connection) -> Received {
        guard connection.isReadable else { return .nothing }
        if window.isEmpty {
            window = 0..<0
        } else if window.lowerBound > 0 {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[window]))
            window = 0..<window.count
        }
        let space = UnsafeMutableRawBufferPointer(rebasing: buffer[window.upperBound...])
        // A full window holds a whole head or a piece of a body, which is used first.
        guard !space.isEmpty else { return .nothing }
        do {
            let count = try connection.socket.receive(into: space)
            guard count > 0 else {
                connection.isReadable = false
                execute(
                    connection.exchange.peerFinished(
                        hasOutput: !connection.output.isEmpty || !gathered.isEmpty), &connection)
                return .stopped
            }
            // A short read means that the socket is dry, unless the end waits behind it.
            if count < space.count, !connection.sawReadHangup { connection.isReadable = false }
            window = window.lowerBound..<window.upperBound + count
            connection.pace.move(count, at: now)
            return .bytes
        } catch {
            connection.isReadable = false
            if error == .wouldBlock { return .nothing }
            close(&connection, .lost)
            return .stopped
        }
    }
}
