import Codecs
package import Evaluation
package import Records

/// What several runs of one benchmark say together.
package struct Comparisons: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    package struct Result: Sendable {
        package let first: JudgedRun
        package let second: JudgedRun
        package let comparison: Comparison
        /// The samples in the order of the comparison's positions.
        package let keys: [SampleKey]
    }

    /// Compares two runs, sample by sample.
    ///
    /// - Throws: ``CatalogError/runsIncomparable(_:_:)`` for runs of different benchmarks.
    package func compare(_ first: String, _ second: String, metric: String?) throws -> Result {
        let runs = Runs(storage)
        let (first, second) = (
            try runs.judged(first, metric: metric), try runs.judged(second, metric: metric)
        )
        guard first.benchmark.digest == second.benchmark.digest else {
            throw CatalogError.runsIncomparable(first.benchmark.digest, second.benchmark.digest)
        }
        return Result(
            first: first, second: second,
            comparison: try Comparison(first: first.outcomes, second: second.outcomes),
            keys: try first.keys())
    }

    /// A benchmark's runs in the order of one metric.
    package struct Board: Sendable {
        package let benchmark: Benchmark
        package let leaderboard: Leaderboard
        /// Runs by their ids, which are the leaderboard's names.
        package let runs: [String: Run]
    }

    /// - Parameter metric: a name; nil for the benchmark's first metric.
    package func leaderboard(_ name: String, metric: String?) throws -> Board {
        let benchmark = try Benchmarks(storage).benchmark(name)
        let runs = try newestOfEachModel(
            Runs(storage).list(
                benchmark: benchmark.digest, before: nil, limit: Leaderboard.runLimit))
        let judged = try runs.map { run in
            try Runs(storage).judged(run.digest.description, metric: metric)
        }
        let names = benchmark.recipe.metrics.map(\.name)
        guard let index = metric.map({ names.firstIndex(of: $0) }) ?? 0,
            benchmark.recipe.metrics.indices.contains(index)
        else { throw CatalogError.metricMissing(metric ?? "", known: names) }
        let chosen = try benchmark.recipe.metrics[index].metric
        let order = SampleOrder.digest(of: try BenchmarkView(benchmark.recipe, storage).keys)
        return Board(
            benchmark: benchmark,
            leaderboard: try Comparisons.leaderboard(of: judged, by: chosen, order: order),
            runs: Dictionary(
                runs.map { ($0.digest.description, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    private static func leaderboard(
        of runs: [JudgedRun], by metric: some Metric, order: Digest
    ) throws -> Leaderboard {
        let entries = runs.map { judged in
            Leaderboard.Run(
                name: judged.run.digest.description,
                score: metric.score(of: judged.outcomes, bootstrap: Bootstrap()),
                outcomes: judged.outcomes)
        }
        return try Leaderboard(of: entries, by: metric, order: order)
    }

    /// Of each model the run that was made last: `runs` is in that order.
    private func newestOfEachModel(_ runs: [Run]) -> [Run] {
        var models: Set<ModelName> = []
        return runs.filter { models.insert($0.recipe.model).inserted }
    }
}
