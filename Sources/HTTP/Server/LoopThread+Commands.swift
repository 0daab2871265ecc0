internal import Posix

/// What others ask of a loop.
extension LoopThread {
    mutating func execute(_ command: LoopCommand) {
        switch command {
        case .adopt(let arrived, let isRefused): adopt(arrived, isRefused: isRefused)
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
                    thread.close(&connection)
                }
            }
        case .drain(let deadline): drain(deadline)
        }
    }

    private mutating func adopt(_ arrived: ArrivedSocket, isRefused: Bool) {
        guard let socket = arrived.take() else { return }
        let raw = socket.rawDescriptor
        let peer = arrived.peer.description
        let token = slab.insert(socket: socket, peer: peer, now: now)
        context.observer.connectionOpened()
        visit(token) { thread, connection in
            do throws(Errno) {
                try thread.epoll.addSocket(raw, token: token.rawValue)
            } catch {
                thread.close(&connection)
                return
            }
            if isRefused {
                thread.answerEarly(&connection, .overloaded)
            } else if thread.drainDeadline != nil {
                thread.execute(connection.exchange.drain(hasOutput: false), &connection)
            }
        }
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
