internal import Posix

/// A write in the queue, whatever it returns.
protocol QueuedWrite: AnyObject, Sendable {
    /// Runs the body and keeps what it returned or threw; the error when it threw.
    func run(on connection: SQLConnection) -> (any Error)?
    /// Tells the caller: nil means that the commit is durable.
    func settle(failure: SQLError?)
}

/// A write whose caller waits for its result.
final class PendingWrite<T: Sendable>: QueuedWrite {
    private struct State {
        var result: Result<T, any Error>?
        var isSettled = false
    }

    /// One look at the state in this time while waiting: the wait itself ends with the writer,
    /// which settles everything it took.
    private static var lookMilliseconds: Int { 60_000 }

    private let body: @Sendable (SQLConnection) throws -> T
    private let state = Monitor(State())

    init(_ body: @escaping @Sendable (SQLConnection) throws -> T) { self.body = body }

    func run(on connection: SQLConnection) -> (any Error)? {
        let result = Result { try body(connection) }
        state.change { $0.result = result }
        switch result {
        case .success: return nil
        case .failure(let error): return error
        }
    }

    func settle(failure: SQLError?) {
        state.change { state in
            if let failure { state.result = .failure(failure) }
            state.isSettled = true
        }
    }

    /// Waits until the write is settled.
    func wait() throws -> T {
        while true {
            let result = state.wait(timeoutMilliseconds: Self.lookMilliseconds) {
                state -> Result<T, any Error>? in state.isSettled ? state.result : nil
            }
            if let result { return try result.get() }
        }
    }
}
