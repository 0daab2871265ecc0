/// The meters of one process, in the order in which they appear under `/metrics`.
///
/// A value that is filled while the program starts and only read afterwards: every part adds its
/// meters and keeps the instruments, the program passes the filled value to whoever serves it.
/// There is no global registry, so two servers in one test do not share numbers.
package struct Meters: Sendable {
    private var families: [Exposed] = []

    package init() {}

    /// All meters, for the documentation and its test.
    package var descriptions: [MeterDescription] { families.map(\.description) }

    /// Adds a counter without labels.
    package mutating func counter(_ name: String, help: String) -> Counter {
        counters(name, help: help, labels: []).with()
    }

    /// Adds a counter with one series per combination of label values.
    package mutating func counters(_ name: String, help: String, labels: [String]) -> Family<
        Counter
    > {
        precondition(name.hasSuffix("_total"), "a counter ends in _total: \(name)")
        let family = Family(describe(name, .counter, help, labels)) { Counter() }
        add(.counters(family))
        return family
    }

    /// Adds a gauge without labels.
    package mutating func gauge(_ name: String, help: String) -> Gauge {
        gauges(name, help: help, labels: []).with()
    }

    /// Adds a gauge with one series per combination of label values.
    package mutating func gauges(_ name: String, help: String, labels: [String]) -> Family<Gauge> {
        let family = Family(describe(name, .gauge, help, labels)) { Gauge() }
        add(.gauges(family))
        return family
    }

    /// Adds a gauge whose value somebody else keeps: `read` is called at every scrape and must not
    /// wait.
    package mutating func gauge(
        _ name: String, help: String, read: @escaping @Sendable () -> Double
    ) {
        readings(name, .gauge, help: help) { [MeterReading([], .number(read()))] }
    }

    /// Adds a meter whose series somebody else keeps: `read` is called at every scrape and must not
    /// wait. It answers each combination of label values once.
    package mutating func readings(
        _ name: String, _ kind: MeterDescription.Kind, help: String, labels: [String] = [],
        read: @escaping @Sendable () -> [MeterReading]
    ) {
        add(.reading(describe(name, kind, help, labels), read))
    }

    /// Adds a histogram without labels.
    package mutating func histogram(
        _ name: String, help: String, unit: Histogram.Unit, bounds: [UInt64]
    ) -> Histogram {
        histograms(name, help: help, labels: [], unit: unit, bounds: bounds).with()
    }

    /// Adds a histogram with one series per combination of label values.
    package mutating func histograms(
        _ name: String, help: String, labels: [String], unit: Histogram.Unit, bounds: [UInt64]
    ) -> Family<Histogram> {
        let family = Family(describe(name, .histogram, help, labels)) {
            Histogram(unit, bounds: bounds)
        }
        add(.histograms(family))
        return family
    }

    /// The text that Prometheus scrapes (``Exposition/contentType``).
    package func exposition() -> String {
        var text = Exposition()
        for family in families { text.add(family) }
        return text.text
    }

    private func describe(
        _ name: String, _ kind: MeterDescription.Kind, _ help: String, _ labels: [String]
    ) -> MeterDescription {
        MeterDescription(name: name, kind: kind, help: help, labels: labels)
    }

    private mutating func add(_ family: Exposed) {
        let name = family.description.name
        precondition(!descriptions.contains { $0.name == name }, "two meters named \(name)")
        families.append(family)
    }
}

/// A family as the exposition sees it.
enum Exposed: Sendable {
    case counters(Family<Counter>)
    case gauges(Family<Gauge>)
    case histograms(Family<Histogram>)
    case reading(MeterDescription, @Sendable () -> [MeterReading])

    var description: MeterDescription {
        switch self {
        case .counters(let family): family.description
        case .gauges(let family): family.description
        case .histograms(let family): family.description
        case .reading(let description, _): description
        }
    }
}
