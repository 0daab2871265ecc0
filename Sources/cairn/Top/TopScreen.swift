/// A frame as text for a person: a screen of a terminal, or one line.
enum TopScreen {
    /// At most `rows` lines of at most `columns` characters. Families that do not fit are left out.
    static func text(_ frame: TopFrame, server: String, columns: Int, rows: Int) -> [String] {
        let up = Quantity.seconds(Int64(frame.upSeconds))
        var lines = [
            "cairn top  \(Terminal.safe(server))  up \(up)  every \(short(frame.seconds)) s",
            "",
            line(
                "requests",
                [
                    "\(rate(frame.requestRate))/s", "in \(bytes(frame.receivedRate))/s",
                    "out \(bytes(frame.sentRate))/s", "\(short(frame.inProgress)) in progress",
                ]),
            line("answers", answers(frame)),
            line(
                "connections",
                [
                    "\(rate(frame.connections)) open", "+\(rate(frame.openedRate))/s",
                ] + named("closed", frame.closedRates)),
            line("refused", refusals(frame)),
            line("loops", frame.busyShares.map(bar)),
            line(
                "waiting",
                frame.pools.map { pool in
                    "\(Terminal.safe(pool.name)) \(short(pool.queued))"
                        + " (p50 \(time(pool.median)), p99 \(time(pool.percentile99)))"
                }),
            line(
                "process",
                [
                    "cpu \(percent(frame.processorShare))",
                    "memory \(bytes(frame.memoryBytes))",
                    "files \(rate(frame.openFiles)) of \(rate(frame.openFileLimit))",
                ]),
        ]
        lines += warnings(frame)
        lines += ["", header] + frame.families.map(row)
        return lines.prefix(max(0, rows)).map { String($0.prefix(max(0, columns))) }
    }

    /// One line for a log or a pipe.
    static func line(_ frame: TopFrame) -> String {
        let all = ["2xx", "4xx", "429", "503", "5xx"].map {
            "\($0) \(rate(frame.answerRates[$0] ?? 0))/s"
        }
        let busy = frame.busyShares.map(percent).joined(separator: " ")
        let highest = frame.families.compactMap(\.percentile99).max()
        return
            (["\(rate(frame.requestRate)) requests/s"] + all + [
                "in \(bytes(frame.receivedRate))/s", "out \(bytes(frame.sentRate))/s",
                "p99 \(time(highest))", "busy \(busy)", "\(rate(frame.connections)) connections",
                "memory \(bytes(frame.memoryBytes))",
            ]).joined(separator: "  ")
    }

    // MARK: Rows

    private static let header =
        pad("family", 16)
        + ["requests/s", "p50", "p99", "in/s", "out/s"].map { fill($0, 12) }.joined()

    private static func row(_ family: TopFrame.Family) -> String {
        pad(Terminal.safe(family.name), 16)
            + [
                rate(family.requestRate), time(family.median), time(family.percentile99),
                bytes(family.receivedRate), bytes(family.sentRate),
            ].map { fill($0, 12) }.joined()
    }

    private static func answers(_ frame: TopFrame) -> [String] {
        let usual = ["2xx", "3xx", "4xx", "429", "503", "5xx"]
        let others = frame.answerRates.keys.filter { !usual.contains($0) }.sorted()
        return (usual + others).map { "\($0) \(rate(frame.answerRates[$0] ?? 0))" }
    }

    private static func refusals(_ frame: TopFrame) -> [String] {
        let refused = named("", frame.refusedRates)
        return refused.isEmpty ? ["none"] : refused
    }

    private static func warnings(_ frame: TopFrame) -> [String] {
        var warnings: [String] = []
        if !frame.isWritable {
            warnings.append("! nothing can be written: a sync has failed; restart the daemon")
        }
        if frame.lostLogLines > 0 {
            warnings.append("! \(rate(frame.lostLogLines)) lines of the access log were lost")
        }
        return warnings
    }

    /// The rates that are not zero, the highest first.
    private static func named(_ title: String, _ rates: [String: Double]) -> [String] {
        rates.filter { $0.value > 0 }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map {
                (title.isEmpty ? "" : title + " ") + "\(Terminal.safe($0.key)) \(rate($0.value))/s"
            }
    }

    private static func line(_ title: String, _ parts: [String]) -> String {
        pad(title, 13) + parts.joined(separator: "  ")
    }

    // MARK: Numbers

    private static func bar(_ share: Double) -> String {
        let width = 10
        let filled = Int((share * Double(width)).rounded())
        return String(repeating: "█", count: filled)
            + String(repeating: "░", count: width - filled) + " " + percent(share)
    }

    private static func percent(_ share: Double) -> String {
        "\(Quantity.decimal(share * 100, places: 0)) %"
    }

    /// Small rates with a place, large ones with commas.
    private static func rate(_ value: Double) -> String {
        guard value.isFinite, value < 1e15 else { return "–" }
        if value > 0, value < 10, value != value.rounded() {
            return Quantity.decimal(value, places: 1)
        }
        return Quantity.count(Int64(value.rounded()))
    }

    private static func short(_ value: Double) -> String {
        Quantity.ratio(value, places: 1)
    }

    private static func bytes(_ value: Double) -> String {
        guard value.isFinite, value < 1e18 else { return "–" }
        return Quantity.bytes(Int64(value.rounded()))
    }

    /// `87 µs`, `3.2 ms`, `1.5 s`.
    private static func time(_ seconds: Double?) -> String {
        guard let seconds else { return "–" }
        if seconds < 0.001 { return "\(Quantity.decimal(seconds * 1e6, places: 0)) µs" }
        if seconds < 1 { return "\(Quantity.decimal(seconds * 1e3, places: 1)) ms" }
        return "\(Quantity.decimal(seconds, places: 1)) s"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func fill(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }
}
