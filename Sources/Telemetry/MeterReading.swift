/// One series of a meter that somebody else keeps, as it is at a scrape.
package struct MeterReading: Sendable {
    package enum Value: Sendable {
        case count(UInt64)
        case number(Double)
        case histogram(HistogramReading)
    }

    /// In the order of the label names.
    package let labels: [String]
    package let value: Value

    package init(_ labels: [String] = [], _ value: Value) {
        self.labels = labels
        self.value = value
    }
}

/// What a histogram has counted.
package struct HistogramReading: Sendable, Equatable {
    package let unit: Histogram.Unit
    package let bounds: [UInt64]
    /// One more than there are bounds, not cumulative.
    package var counts: [UInt64]
    package var sum: UInt64

    package init(unit: Histogram.Unit, bounds: [UInt64], counts: [UInt64], sum: UInt64) {
        precondition(counts.count == bounds.count + 1, "the last bucket has no bound")
        self.unit = unit
        self.bounds = bounds
        self.counts = counts
        self.sum = sum
    }
}
