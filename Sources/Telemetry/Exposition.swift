/// Writes meters in the Prometheus text format 0.0.4.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/ (text-based format).
package struct Exposition {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    mutating func add(_ family: Exposed) {
        head(family.description)
        let description = family.description
        switch family {
        case .counters(let counters):
            for (values, counter) in counters.sorted {
                line(description.name, labels(description, values), "\(counter.value)")
            }
        case .gauges(let gauges):
            for (values, gauge) in gauges.sorted {
                line(description.name, labels(description, values), "\(gauge.value)")
            }
        case .histograms(let histograms):
            for (values, histogram) in histograms.sorted {
                add(histogram.reading, description, labels(description, values))
            }
        case .reading(_, let read):
            for reading in read() { add(reading, description) }
        }
    }

    private mutating func head(_ description: MeterDescription) {
        let help = Self.escape(description.help, quotes: false)
        text += "# HELP \(description.name) \(help)\n"
        text += "# TYPE \(description.name) \(description.kind.rawValue)\n"
    }

    private mutating func add(_ reading: MeterReading, _ description: MeterDescription) {
        let labels = labels(description, reading.labels)
        switch reading.value {
        case .count(let count): line(description.name, labels, "\(count)")
        case .number(let number): line(description.name, labels, Self.number(number))
        case .histogram(let histogram): add(histogram, description, labels)
        }
    }

    // Buckets are cumulative here, and +Inf equals the count.
    private mutating func add(
        _ histogram: HistogramReading, _ description: MeterDescription, _ labels: [(String, String)]
    ) {
        var cumulative: UInt64 = 0
        let bounds = histogram.bounds.map { Self.scaled($0, histogram.unit) } + ["+Inf"]
        for (bound, count) in zip(bounds, histogram.counts) {
            cumulative &+= count
            line("\(description.name)_bucket", labels + [("le", bound)], "\(cumulative)")
        }
        line("\(description.name)_sum", labels, Self.scaled(histogram.sum, histogram.unit))
        line("\(description.name)_count", labels, "\(cumulative)")
    }

    private func labels(_ description: MeterDescription, _ values: [String]) -> [(String, String)] {
        Array(zip(description.labels, values))
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0)=\"\(Self.escape($1, quotes: true))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    private static func scaled(_ value: UInt64, _ unit: Histogram.Unit) -> String {
        switch unit {
        case .seconds: number(Double(value) / 1e9)
        case .bytes, .things: "\(value)"
        }
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return "\(value)"
    }

    /// Help texts escape `\` and line feeds, label values `"` as well.
    static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
            case "\"" where quotes: escaped.append(contentsOf: "\\\"".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
