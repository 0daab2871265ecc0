/// How often observed values fell into fixed buckets, and their sum.
///
/// Observations are whole numbers in the unit's base (nanoseconds, bytes, things), so that adding
/// to the sum is one atomic addition and never loses precision. A scrape during an observation may
/// see the bucket and not yet the sum; both only grow, so the next scrape is right.
package final class Histogram: Sendable {
    /// What is observed; the exposition scales to Prometheus's base units.
    package enum Unit: Sendable, Equatable {
        /// Observed in nanoseconds, exposed in seconds.
        case seconds
        case bytes
        case things
    }

    package let unit: Unit
    /// Inclusive upper bounds in the unit's base, ascending. Beyond the last lies +Inf.
    package let bounds: [UInt64]
    /// One more than there are bounds: the last bucket is +Inf. Not cumulative.
    private let buckets: [Counter]
    private let total = Counter()

    package init(_ unit: Unit, bounds: [UInt64]) {
        precondition(!bounds.isEmpty, "a histogram without bounds is a counter")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "bounds must ascend")
        self.unit = unit
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    package func observe(_ value: UInt64) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        buckets[index].increase()
        total.increase(by: value)
    }

    /// Observes a time; a negative one counts as none.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        observe(UInt64(max(0, nanoseconds)))
    }

    /// Observations per bucket, not cumulative; the last is beyond every bound.
    package var counts: [UInt64] { buckets.map(\.value) }

    /// The sum of all observations in the unit's base.
    package var sum: UInt64 { total.value }

    /// Everything at once, for the exposition.
    package var reading: HistogramReading {
        HistogramReading(unit: unit, bounds: bounds, counts: counts, sum: sum)
    }

    /// From 50 µs, what an answer from memory takes, to 30 s: what a person or a trainer notices.
    package static let requestSeconds: [UInt64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000,
        50_000_000, 100_000_000,
        250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 10_000_000_000, 30_000_000_000,
    ]

    /// From 1 KiB to 1 GiB in steps of eight.
    package static let transferBytes: [UInt64] =
        (0...6).map { step in UInt64(1024) << (3 * step) }
        + [UInt64(1024) << 20]
}
