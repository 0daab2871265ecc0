/// What a meter is called, what it counts, and by which labels: its line in the documentation.
package struct MeterDescription: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    /// Prometheus name: `cairn_…`, unit last, `_total` for counters; `process_…` where Prometheus
    /// has a name already.
    package let name: String
    package let kind: Kind
    /// One sentence.
    package let help: String
    package let labels: [String]

    init(name: String, kind: Kind, help: String, labels: [String]) {
        precondition(Self.isName(name), "not a Prometheus name: \(name)")
        precondition(labels.allSatisfy(Self.isName), "not a label name among \(labels)")
        precondition(!labels.contains("le"), "`le` belongs to histograms")
        precondition(Set(labels).count == labels.count, "a label twice in \(labels)")
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
    }

    /// `[a-z_][a-z0-9_]*`: narrower than Prometheus allows, the same for names and labels.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isDigit(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
