import Synchronization

/// Memory that many share: each takes what it holds and gives it back.
package final class ByteBudget: Sendable {
    /// Bytes that may be held at the same time.
    package let byteLimit: Int64
    private let held = Mutex<Int64>(0)

    package init(byteLimit: Int64) { self.byteLimit = byteLimit }

    /// Bytes that are held at this moment.
    package var heldByteCount: Int64 { held.withLock { $0 } }

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
            let isTaken = budget.held.withLock { held in
                guard held + byteCount <= budget.byteLimit else { return false }
                held += byteCount
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
            budget.held.withLock { $0 -= byteCount }
        }
    }
}
