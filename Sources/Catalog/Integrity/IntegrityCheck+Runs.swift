import Codecs
import Evaluation
import Records
import SQL

extension IntegrityCheck {
    /// Holds benchmarks and runs against their digests, and scores against their outcomes.
    mutating func checkRuns() throws {
        try checkRecipes(of: "benchmark")
        for run in try checkRecipes(of: "run") {
            report.runCount += 1
            try checkScores(of: run)
        }
    }

    /// - Returns: the digests whose recipes are intact.
    @discardableResult
    mutating func checkRecipes(of table: String) throws -> [Digest] {
        let rows = try storage.database.read { connection in
            try connection.all("SELECT digest, recipe FROM \(table)") { row in
                (
                    digest: try row.digest(0),
                    computed: (try? JSON(stored: row.text(1))).map { Digest.of($0.canonicalBytes) }
                )
            }
        }
        for row in rows where row.digest != row.computed { report.note(.recipeBroken(row.digest)) }
        return rows.filter { $0.digest == $0.computed }.map(\.digest)
    }

    private mutating func checkScores(of digest: Digest) throws {
        let runs = Runs(storage)
        guard let run = try? runs.run(digest.description),
            let benchmark = try? Benchmarks(storage).benchmark(
                run.recipe.benchmark.description)
        else {
            report.note(.recipeBroken(digest))
            return
        }
        for (index, choice) in benchmark.recipe.metrics.enumerated() {
            guard
                let judged = try? runs.judged(digest.description, metric: choice.name)
            else {
                report.note(.outcomesBroken(run: digest, metric: choice.name))
                continue
            }
            let score = IntegrityCheck.score(of: judged.outcomes, by: judged.metric)
            if run.metrics[index] != score.json {
                report.note(.scoresDiffer(run: digest, metric: choice.name))
            }
        }
    }

    /// A score is a function of the outcomes: the same on any machine.
    private static func score(of outcomes: Outcomes, by metric: some Metric) -> Score {
        metric.score(of: outcomes, bootstrap: Bootstrap())
    }
}
