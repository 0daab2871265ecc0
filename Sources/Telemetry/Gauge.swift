internal import Synchronization

/// A number that goes up and down, such as open connections or queued jobs.
package final class Gauge: Sendable {
    private let level = Atomic<Int64>(0)

    package init() {}

    package var value: Int64 { level.load(ordering: .relaxed) }

    package func set(_ value: Int64) { level.store(value, ordering: .relaxed) }

    /// Moves the gauge; negative amounts lower it.
    package func move(by amount: Int64) { level.wrappingAdd(amount, ordering: .relaxed) }
}
