import Codecs

/// Answers that are a few numbers and some tables, for people.
enum Reports {
    /// Samples of one table; `--json` has all of them.
    private static let rowLimit = 20

    static func run(_ run: JSON) -> String {
        let metrics = run[API.Run.metrics]?.array ?? []
        return Details.text(run, omitting: [API.Run.metrics]) + "\n" + Tables.metrics.text(metrics)
    }

    static func agreement(_ answer: JSON) -> String {
        numbers(of: answer, without: [API.Agreement.disagreements])
            + table("disagreements", Tables.disagreements, answer)
    }

    static func comparison(_ answer: JSON) -> String {
        numbers(
            of: answer,
            without: [API.Comparison.bothWrong, API.Comparison.regressions, API.Comparison.fixes])
            + table("wrong in both", Tables.pairedSamples, answer, API.Comparison.bothWrong)
            + table(
                "only the first is right", Tables.pairedSamples, answer, API.Comparison.regressions)
            + table("only the second is right", Tables.pairedSamples, answer, API.Comparison.fixes)
    }

    /// What a collection has found and done.
    static func collection(_ report: JSON, isDryRun: Bool) -> String {
        let (go, were) = isDryRun ? ("would be", "would be") : ("are", "were")
        let rows: [(name: String, meaning: String)] = [
            ("blobs", "there are"), ("unreferenced", "of them nothing refers to"),
            ("condemned", "of these \(go) condemned now: they go after the grace period"),
            ("removed", "of these \(were) removed: their time was over"),
            ("absolved", "condemned ones have a reference again"),
            ("sparseSegments", "segments are hardly used"),
            ("moved", "blobs \(were) copied out of them"),
            ("removedSegments", "segments \(were) removed"),
            ("removedFiles", "files of single blobs \(were) removed"),
        ]
        let lines = rows.enumerated().compactMap { index, row -> String? in
            let amount = report[row.name]
            // What there is always stands there, what was done only if it was.
            if index > 1, amount?[API.Upkeep.count]?.integer == 0 { return nil }
            let count = Quantity.count(amount?[API.Upkeep.count]?.integer.map(Int64.init) ?? 0)
            let bytes = Quantity.bytes(amount?[API.Upkeep.bytes]?.integer.map(Int64.init) ?? 0)
            func right(_ text: String, _ width: Int) -> String {
                String(repeating: " ", count: max(0, width - text.count)) + text
            }
            return "\(right(count, 12))  \(right(bytes, 10))  \(row.meaning)\n"
        }
        let held = report["heldByBackup"]?.bool == true
        let purged = report["purgedDatasets"]?.integer ?? 0
        let gone = purged > 0 ? "deleted datasets that are gone for good: \(purged)\n" : ""
        return lines.joined() + gone
            + (held ? "a backup is being made: files stay until the next collection\n" : "")
    }

    private static func numbers(of answer: JSON, without lists: Set<String>) -> String {
        Details.text(answer, omitting: lists)
    }

    private static func table(
        _ title: String, _ table: Table, _ answer: JSON, _ name: String? = nil
    ) -> String {
        let rows = answer[name ?? title]?.array ?? []
        let shown = Array(rows.prefix(rowLimit))
        let more = rows.count > shown.count ? " (the first \(shown.count); all with --json)" : ""
        return "\n\(title): \(rows.count)\(more)\n" + (shown.isEmpty ? "" : table.text(shown))
    }
}
