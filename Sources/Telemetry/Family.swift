internal import Synchronization

/// One named meter with its series, one per combination of label values.
///
/// Label values come from our own tables (methods, statuses, routes), yet the number of series is
/// bounded all the same: what comes after ``seriesLimit`` is counted under the label value `other`,
/// so that a mistake costs detail and not memory.
package final class Family<Instrument: Sendable>: Sendable {
    package let description: MeterDescription
    private let make: @Sendable () -> Instrument
    private let series = Mutex<[[String]: Instrument]>([:])

    /// Series per family: more make a scrape slow and a dashboard unreadable.
    package static var seriesLimit: Int { 1000 }

    init(_ description: MeterDescription, make: @escaping @Sendable () -> Instrument) {
        self.description = description
        self.make = make
    }

    /// The instrument of these label values, in the order of the label names.
    ///
    /// Takes a lock: on a hot path, fetch once and keep the instrument.
    package func with(_ values: String...) -> Instrument {
        precondition(values.count == description.labels.count, "one value per label")
        return series.withLock { series in
            if let known = series[values] { return known }
            let isFull = series.count >= Self.seriesLimit
            let key = isFull ? values.map { _ in "other" } : values
            if let known = series[key] { return known }
            let new = make()
            series[key] = new
            return new
        }
    }

    /// All series in the order of their label values.
    var sorted: [(values: [String], instrument: Instrument)] {
        series.withLock { series in
            series.map { ($0.key, $0.value) }
                .sorted { $0.0.lexicographicallyPrecedes($1.0) }
                .map { (values: $0.0, instrument: $0.1) }
        }
    }
}
