import Synchronization

/// Chooses one in so many reads, over all threads, to be verified.
final class ReadSample: Sendable {
    /// Reads of which one is chosen; 0 for none.
    private let interval: Int
    private let readCount = Atomic<Int>(0)
    /// Those that were chosen where there was no time for them.
    private let owedCount = Atomic<Int>(0)

    init(interval: Int) { self.interval = interval }

    /// Whether this read is chosen, and has to be made where it may wait.
    func postpones() -> Bool {
        guard isChosen() else { return false }
        owedCount.add(1, ordering: .relaxed)
        return true
    }

    /// Whether this read is verified: it was chosen, or takes the place of a postponed one.
    func takes() -> Bool {
        let owed = owedCount.load(ordering: .relaxed)
        if owed > 0,
            owedCount.compareExchange(expected: owed, desired: owed - 1, ordering: .relaxed)
                .exchanged
        {
            return true
        }
        return isChosen()
    }

    private func isChosen() -> Bool {
        guard interval > 0 else { return false }
        return readCount.add(1, ordering: .relaxed).newValue % interval == 0
    }
}
