import Synchronization

/// Memory that many share: each takes what it holds and gives it back.
package final class ByteBudget: Sendable {
    private struct State {
        var byteLimit: Int64
        var heldByteCount: Int64 = 0
    }
    private let state: Mutex<State>

    package init(byteLimit: Int64) { state = Mutex(State(byteLimit: byteLimit)) }

    /// Bytes that may be held at the same time.
    package var byteLimit: Int64 { state.withLock { $0.byteLimit } }

    /// Bytes that are held at this moment.
    package var heldByteCount: Int64 { state.withLock { $0.heldByteCount } }

    /// Changes how much may be held. What is held already stays, even if it is more.
    package func setLimit(_ byteCount: Int64) { state.withLock { $0.byteLimit = byteCount } }

    /// A share of `byteCount` bytes; nil when so much is not left.
    package func share(_ byteCount: Int64) -> Share? {
        let share = Share(of: self)
        return share.grow(by: byteCount) ? share : nil
    }

    /// What one holder has of a budget; given back when it goes away.
    package final class Share: Sendable {
        private let budget: ByteBudget
        private let count = Mutex<Int64>(0)

        package init(of budget: ByteBudget) { self.budget = budget }

        deinit { giveBack() }

        /// Takes more; false, and nothing taken, when so much is not left.
        package func grow(by byteCount: Int64) -> Bool {
            let isTaken = budget.state.withLock { state in
                guard state.heldByteCount + byteCount <= state.byteLimit else { return false }
                state.heldByteCount += byteCount
                return true
            }
            if isTaken { count.withLock { $0 += byteCount } }
            return isTaken
        }

        /// Gives everything back.
        package func giveBack() {
            let byteCount = count.withLock { count in
                defer { count = 0 }
                return count
            }
            budget.state.withLock { $0.heldByteCount -= byteCount }
        }
    }
}
