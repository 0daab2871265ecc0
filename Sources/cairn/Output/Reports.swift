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
