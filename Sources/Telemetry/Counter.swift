internal import Synchronization

/// A number that only grows until the process ends.
///
/// One relaxed atomic addition, on any thread. Wraps after 2⁶⁴, as Prometheus expects of a reset.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    package init() {}

    package var value: UInt64 { count.load(ordering: .relaxed) }

    package func increase(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }
}
