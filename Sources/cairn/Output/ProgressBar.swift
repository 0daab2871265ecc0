/// What to say about a transfer, and when: a pure value that is told the time.
///
/// On a terminal one line is redrawn, at most ten times a second; elsewhere a plain line is said at
/// most every five seconds. The end is always said.
struct ProgressBar {
    enum Style: Equatable {
        case terminal(columns: Int)
        case lines
    }

    private let label: String
    /// nil when it is not known how much there is.
    private let totalBytes: Int64?
    private let style: Style
    private let beganMilliseconds: Int64
    private var saidMilliseconds: Int64
    private var rate: TransferRate

    init(label: String, totalBytes: Int64?, style: Style, nowMilliseconds: Int64) {
        self.label = label
        self.totalBytes = totalBytes
        self.style = style
        beganMilliseconds = nowMilliseconds
        saidMilliseconds = nowMilliseconds
        rate = TransferRate(nowMilliseconds: nowMilliseconds)
    }

    private var intervalMilliseconds: Int64 {
        switch style {
        case .terminal: 100
        case .lines: 5000
        }
    }

    /// What to write now that so many bytes are done; nil while it is too early to say more.
    mutating func advanced(toBytes doneBytes: Int64, nowMilliseconds: Int64) -> String? {
        rate.note(bytes: doneBytes, nowMilliseconds: nowMilliseconds)
        guard nowMilliseconds - saidMilliseconds >= intervalMilliseconds else { return nil }
        saidMilliseconds = nowMilliseconds
        let bytesPerSecond = rate.bytesPerSecond
        var words = [amount(doneBytes)]
        if bytesPerSecond > 0 {
            words.append(Quantity.bytes(Int64(bytesPerSecond)) + "/s")
            if let totalBytes, totalBytes >= doneBytes {
                let left = Double(totalBytes - doneBytes) / bytesPerSecond
                words.append(Quantity.seconds(Int64(min(left.rounded(.up), 1e9))) + " left")
            }
        }
        return drawn(fraction(doneBytes), words.joined(separator: "  "))
    }

    /// What to write at the end: all of it, and how long it took.
    mutating func finished(atBytes doneBytes: Int64, nowMilliseconds: Int64) -> String {
        let milliseconds = max(1, nowMilliseconds - beganMilliseconds)
        let bytesPerSecond = Double(doneBytes) * 1000 / Double(milliseconds)
        let words = [
            Quantity.bytes(doneBytes), Quantity.bytes(Int64(bytesPerSecond)) + "/s",
            "in " + Quantity.seconds((milliseconds + 500) / 1000),
        ]
        return ended(drawn(1, words.joined(separator: "  ")))
    }

    /// What to write when it will not be finished: room for the error below.
    func abandoned() -> String { ended("") }

    private func ended(_ text: String) -> String {
        switch style {
        case .terminal: text + "\n"
        case .lines: text
        }
    }

    private func fraction(_ doneBytes: Int64) -> Double? {
        guard let totalBytes, totalBytes > 0 else { return nil }
        return min(1, Double(doneBytes) / Double(totalBytes))
    }

    private func amount(_ doneBytes: Int64) -> String {
        guard let totalBytes else { return Quantity.bytes(doneBytes) }
        return Quantity.bytes(doneBytes) + " of " + Quantity.bytes(totalBytes)
    }

    private func drawn(_ fraction: Double?, _ words: String) -> String {
        let percent = fraction.map { "\(Int($0 * 100))%" }
        switch style {
        case .lines:
            return [label, percent, words].compactMap { $0 }.joined(separator: "  ") + "\n"
        case .terminal(let columns):
            let start = label + "  "
            let end = [percent, words].compactMap { $0 }.joined(separator: "  ")
            // One column is left free: a full line would make some terminals scroll.
            let room = columns - 1 - start.count - end.count - 3
            let bar = fraction.map { drawnBar($0, columns: min(room, 30)) } ?? ""
            return "\r" + String((start + bar + end).prefix(max(0, columns - 1))) + "\u{1B}[K"
        }
    }

    private func drawnBar(_ fraction: Double, columns: Int) -> String {
        // A bar of fewer columns says nothing that the percentage does not.
        guard columns >= 8 else { return "" }
        let full = Int(fraction * Double(columns))
        return "[" + String(repeating: "#", count: full)
            + String(repeating: ".", count: columns - full) + "] "
    }
}

/// Bytes a second of late: old seconds count less and less.
private struct TransferRate {
    private(set) var bytesPerSecond = 0.0
    private var notedMilliseconds: Int64
    private var notedBytes: Int64 = 0

    /// A measurement counts half as much as one that is so much younger.
    private static let halfLifeSeconds = 3.0
    /// Shorter spans say more about the scheduler than about the transfer.
    private static let spanMilliseconds: Int64 = 200

    init(nowMilliseconds: Int64) { notedMilliseconds = nowMilliseconds }

    mutating func note(bytes: Int64, nowMilliseconds: Int64) {
        let span = nowMilliseconds - notedMilliseconds
        guard span >= TransferRate.spanMilliseconds else { return }
        let seconds = Double(span) / 1000
        let measured = Double(bytes - notedBytes) / seconds
        let weight = min(1, seconds / TransferRate.halfLifeSeconds / 2)
        bytesPerSecond =
            notedBytes == 0 && bytesPerSecond == 0
            ? measured : bytesPerSecond + (measured - bytesPerSecond) * weight
        notedMilliseconds = nowMilliseconds
        notedBytes = bytes
    }
}
