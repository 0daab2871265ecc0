internal import Posix

/// What others ask of a loop.
extension LoopThread {
    mutating func execute(_ command: LoopCommand) {
        switch command {
        case .adopt(let arrived): adopt(arrived)
        case .answer(let token, let result):
            liveHandlerCount -= 1
            visit(token) { thread, connection in thread.handled(&connection, result) }
        case .wantBody(let token):
            visit(token) { thread, connection in
                thread.execute(connection.exchange.bodyWanted(), &connection)
            }
        case .streamed(let token, let result):
            liveHandlerCount -= 1
            visit(token) { thread, connection in thread.streamed(&connection, result) }
        case .fetched(let token, let result):
            visit(token) { thread, connection in thread.fetched(&connection, result) }
        case .warmed(let token, let failure):
            visit(token) { thread, connection in
                connection.request?.pointee.isWarming = false
                if failure == nil {
                    thread.yieldTurn(&connection)
                } else {
                    thread.close(&connection, .failed)
                }
            }
        case .use(let context): use(context)
        case .drain(let deadline): drain(deadline)
        }
    }

    private mutating func adopt(_ arrived: ArrivedSocket) {
        guard let socket = arrived.take() else { return }
        let raw = socket.rawDescriptor
        let token = slab.insert(socket: socket, from: arrived, now: now)
        context.observer.connectionOpened()
        visit(token) { thread, connection in
            do throws(Errno) {
                try thread.epoll.addSocket(raw, token: token.rawValue)
            } catch {
                thread.close(&connection, .failed)
                return
            }
            if let refusal = arrived.refusal {
                connection.exchange.note(.refused)
                thread.answerEarly(&connection, thread.error(for: refusal))
            } else if thread.drainDeadline != nil {
                thread.execute(connection.exchange.drain(hasOutput: false), &connection)
            }
        }
    }

    private func error(for refusal: ConnectionRefusal) -> RequestError {
        switch refusal {
        case .connections: .tooManyConnections(limit: context.limits.connectionCount)
        case .connectionsPerAddress:
            .tooManyConnectionsOfAddress(limit: context.limits.connectionCountPerAddress)
        // Without a descriptor there is no connection to say it on.
        case .openFiles: .overloaded
        }
    }

    /// What is in flight ends as it began, except that times count anew.
    private mutating func use(_ context: ServiceContext) {
        self.context = context
        // A shorter time may be over before the wheel would look.
        for token in slab.tokens { visit(token) { _, _ in } }
    }

    private mutating func handled(
        _ connection: inout Connection, _ result: Result<Response, any Error>
    ) {
        guard connection.exchange.state == .handling else { return }
        switch result {
        case .success(let response): answer(&connection, response)
        case .failure(let error): answer(&connection, error)
        }
    }

    private mutating func drain(_ deadline: UInt64) {
        drainDeadline = deadline
        for token in slab.tokens {
            visit(token) { thread, connection in
                let hasOutput = !connection.output.isEmpty
                thread.execute(connection.exchange.drain(hasOutput: hasOutput), &connection)
            }
        }
    }
}
