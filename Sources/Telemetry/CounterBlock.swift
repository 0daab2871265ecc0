package import Synchronization

/// Numbers that one thread counts, and every thread may read.
///
/// A count is a load and a store, where an atomic addition would lock the cache line. Two threads
/// that count in one block lose counts, and nothing worse.
package final class CounterBlock: @unchecked Sendable {  // the cells are atomic and never move
    @usableFromInline
    package let cells: UnsafeMutablePointer<Atomic<UInt64>>  // unsafe: behind a check of the index
    package let count: Int

    package init(count: Int) {
        precondition(count > 0, "nothing to count")
        self.count = count
        cells = .allocate(capacity: count)
        for index in 0..<count { (cells + index).initialize(to: Atomic(0)) }
    }

    deinit {
        cells.deinitialize(count: count)
        cells.deallocate()
    }

    /// Counts, on the one thread that may.
    @inlinable
    package func increase(_ index: Int, by amount: UInt64 = 1) {
        set(index, to: value(index) &+ amount)
    }

    /// Sets, on the one thread that may.
    @inlinable
    package func set(_ index: Int, to value: UInt64) {
        precondition(index >= 0 && index < count, "no such number")
        cells[index].store(value, ordering: .relaxed)
    }

    @inlinable
    package func value(_ index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "no such number")
        return cells[index].load(ordering: .relaxed)
    }
}
