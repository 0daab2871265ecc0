internal import Posix

/// The connections that read. Each is lent to one caller at a time.
final class ReaderPool: Sendable {
    private struct State {
        var idle: [SQLConnection]
        var isClosed = false
    }

    private let state: Monitor<State>
    private let settings: DatabaseSettings

    init(path: String, settings: DatabaseSettings) throws(SQLError) {
        var connections: [SQLConnection] = []
        for _ in 0..<settings.readerCount {
            connections.append(
                try SQLConnection(path: path, access: .readOnly, settings: settings))
        }
        self.settings = settings
        state = Monitor(State(idle: connections))
    }

    /// Runs `body` in a read transaction: all it reads is of one moment.
    func read<T>(_ body: (SQLConnection) throws -> T) throws -> T {
        let connection = try lend()
        defer { giveBack(connection) }
        connection.limitReads(toSeconds: settings.readDeadlineSeconds)
        try connection.begin()
        let result = try body(connection)
        try connection.commit()
        return result
    }

    /// Closes every connection; one that is lent is closed when it comes back.
    func close() {
        state.change { state in
            state.isClosed = true
            state.idle.removeAll()
        }
    }

    private func lend() throws(SQLError) -> SQLConnection {
        enum Answer {
            case connection(SQLConnection)
            case closed
        }
        let answer = state.wait(timeoutMilliseconds: settings.readerWaitMilliseconds) {
            state -> Answer? in
            if state.isClosed { return .closed }
            return state.idle.popLast().map { .connection($0) }
        }
        switch answer {
        case .connection(let connection): return connection
        case .closed: throw SQLError.closed
        case nil: throw SQLError.busy
        }
    }

    private func giveBack(_ connection: SQLConnection) {
        connection.limitReads(toSeconds: nil)
        if connection.isInTransaction {
            // The body threw. Ending a transaction that only read cannot fail in a way that
            // matters, and a connection that still has one is seen by the next BEGIN.
            try? connection.run("ROLLBACK")
        }
        state.change { state in
            if !state.isClosed { state.idle.append(connection) }
        }
    }
}
