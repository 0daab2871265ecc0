/// One reading of a server's telemetry: the Prometheus text format, read strictly.
///
///     name{label="value",…} number [milliseconds]
///
/// Comments are passed over. Source:
/// https://prometheus.io/docs/instrumenting/exposition_formats/ (text-based format).
struct Scrape: Equatable {
    struct Sample: Equatable {
        let labels: [String: String]
        let value: Double
    }

    /// By name, in the order of the text.
    private(set) var samples: [String: [Sample]] = [:]

    /// - Throws: ``Failure/notUnderstood(reason:)`` for a line that is not of the format.
    init(_ text: String) throws(Failure) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            var rest = line[...]
            guard let (name, sample) = Scrape.sample(&rest) else {
                throw .notUnderstood(reason: "not telemetry: \(Terminal.safe(String(line)))")
            }
            samples[name, default: []].append(sample)
        }
    }

    /// The sum of the samples of a name that have these labels; nil when there is none.
    func sum(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = (samples[name] ?? []).filter { sample in
            labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }
        return found.isEmpty ? nil : found.reduce(0) { $0 + $1.value }
    }

    /// The sums of the samples of a name, by one of their labels.
    func sums(_ name: String, by label: String) -> [String: Double] {
        var sums: [String: Double] = [:]
        for sample in samples[name] ?? [] {
            guard let value = sample.labels[label] else { continue }
            sums[value, default: 0] += sample.value
        }
        return sums
    }

    /// The cumulative buckets of histograms, by one of their labels, in the order of the bounds.
    func buckets(_ name: String, by label: String) -> [String: [Bucket]] {
        var buckets: [String: [Bucket]] = [:]
        for sample in samples[name + "_bucket"] ?? [] {
            guard let value = sample.labels[label], let text = sample.labels["le"],
                let bound = Scrape.number(text[...])
            else { continue }
            buckets[value, default: []].append(Bucket(bound: bound, count: sample.value))
        }
        return buckets.mapValues { $0.sorted { $0.bound < $1.bound } }
    }

    /// How many observations were at most `bound`.
    struct Bucket: Equatable {
        let bound: Double
        var count: Double
    }

    // MARK: Parsing

    private static func sample(_ rest: inout Substring) -> (String, Sample)? {
        let name = take(&rest) {
            $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" || $0 == ":"
        }
        guard let first = name.first, !first.isNumber, let labels = labels(&rest),
            rest.first == " "
        else { return nil }
        let parts = rest.split(separator: " ")
        guard (1...2).contains(parts.count), let value = number(parts[0]),
            parts.count == 1 || Int64(parts[1]) != nil
        else { return nil }
        return (String(name), Sample(labels: labels, value: value))
    }

    private static func labels(_ rest: inout Substring) -> [String: String]? {
        guard rest.first == "{" else { return [:] }
        rest.removeFirst()
        var labels: [String: String] = [:]
        while rest.first != "}" {
            let name = take(&rest) { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" }
            guard !name.isEmpty, rest.hasPrefix("=\"") else { return nil }
            rest.removeFirst(2)
            guard let value = quoted(&rest), labels.updateValue(value, forKey: String(name)) == nil
            else { return nil }
            if rest.first == "," { rest.removeFirst() } else if rest.first != "}" { return nil }
        }
        rest.removeFirst()
        return labels
    }

    // Up to the closing quotation mark: \\, \" and \n stand for something else.
    private static func quoted(_ rest: inout Substring) -> String? {
        var value = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return value
            case "\\":
                switch rest.popFirst() {
                case "\\": value.append("\\")
                case "\"": value.append("\"")
                case "n": value.append("\n")
                default: return nil
                }
            default: value.append(character)
            }
        }
        return nil
    }

    private static func take(_ rest: inout Substring, while isPart: (Character) -> Bool)
        -> Substring
    {
        let taken = rest.prefix(while: isPart)
        rest = rest.dropFirst(taken.count)
        return taken
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.first.map { $0 == "-" || $0.isNumber } == true ? Double(text) : nil
        }
    }
}
