package import Codecs
import Evaluation
package import Records
import SQL

/// Runs: predictions scored by a benchmark, each sample's outcome kept.
package struct Runs: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// Scores predictions. The same recipe gives the same run: it is computed once.
    ///
    /// - Parameter benchmark: a name or a digest.
    package func create(
        benchmark name: String, model: ModelName, predictions: MomentRequest, author: String
    ) throws -> (run: Run, isNew: Bool) {
        let benchmark = try Benchmarks(storage).benchmark(name)
        let recipe = Run.Recipe(
            benchmark: benchmark.digest, model: model,
            predictions: try predictions.pinned(in: benchmark.recipe.dataset, storage))
        if let known = try find(recipe.digest) { return (known, false) }

        let metrics = try benchmark.recipe.metrics.map { try $0.metric }
        let view = try BenchmarkView(benchmark.recipe, storage)
        let evaluation = Evaluator(
            keys: view.keys, references: try view.someValues(of: benchmark.recipe.reference)
        ).evaluate(try view.someValues(of: recipe.predictions), by: metrics)

        let hold = storage.intakes.begin()
        defer { withExtendedLifetime(hold) {} }
        var intake = BlobIntake(storage, under: hold)
        let outcomes = try evaluation.outcomes.map { try intake.add($0.encoded) }
        try intake.flush()
        let run = Run(
            recipe: recipe, metrics: .array(evaluation.report.scores.map(\.json)),
            createdAt: storage.now(), author: author)
        try storage.database.write { connection in
            try Runs.insert(run, outcomes: outcomes, in: connection)
        }
        return (try find(run.digest) ?? run, true)
    }

    /// - Parameter text: a run's id, or the first digits of it.
    /// - Throws: ``CatalogError/runMissing(_:)``, ``CatalogError/runAmbiguous(_:)``.
    package func run(_ text: String) throws -> Run {
        if let digest = Digest(text) {
            guard let run = try find(digest) else { throw CatalogError.runMissing(text) }
            return run
        }
        let digits = text.hasPrefix(Digest.prefix) ? text.dropFirst(Digest.prefix.count) : text[...]
        guard digits.utf8.count >= Runs.shortestPrefix, let range = Digest.range(ofPrefix: digits)
        else { throw CatalogError.runMissing(text) }
        let found = try storage.database.read { connection in
            try connection.all(
                "SELECT \(Runs.columns) FROM run WHERE digest BETWEEN ? AND ? LIMIT 2",
                range.lowerBound.bytes, range.upperBound.bytes, row: Runs.run(from:))
        }
        guard let run = found.first else { throw CatalogError.runMissing(text) }
        guard found.count == 1 else { throw CatalogError.runAmbiguous(text) }
        return run
    }

    /// Runs from the newest to the oldest, those before `before` only.
    ///
    /// - Parameter benchmark: only runs of this one.
    package func list(benchmark: Digest?, before: Place?, limit: Int) throws -> [Run] {
        try storage.database.read { connection in
            // One statement for each question: each has its index.
            let ofBenchmark = benchmark == nil ? "" : "benchmark = ?4 AND"
            var values: [any SQLBindable] = [
                before?.createdAt.milliseconds ?? Int64.max,
                before?.digest.bytes ?? [UInt8](repeating: 255, count: Digest.byteCount), limit,
            ]
            if let benchmark { values.append(benchmark.bytes) }
            return try connection.all(
                """
                SELECT \(Runs.columns) FROM run
                WHERE \(ofBenchmark) (created_at, digest) < (?1, ?2)
                ORDER BY created_at DESC, digest DESC LIMIT ?3
                """,
                values, row: Runs.run(from:))
        }
    }

    /// Where a listing of runs goes on.
    package struct Place: Sendable {
        package let createdAt: Timestamp
        package let digest: Digest

        package init(createdAt: Timestamp, digest: Digest) {
            self.createdAt = createdAt
            self.digest = digest
        }
    }

    /// A run with the outcomes of one of its metrics.
    ///
    /// - Parameter metric: a name; nil for the benchmark's first metric.
    package func judged(_ text: String, metric: String?) throws -> JudgedRun {
        let run = try run(text)
        let benchmark = try Benchmarks(storage).benchmark(run.recipe.benchmark.description)
        let names = benchmark.recipe.metrics.map(\.name)
        guard let index = metric.map({ names.firstIndex(of: $0) }) ?? 0 else {
            throw CatalogError.metricMissing(metric ?? "", known: names)
        }
        let digest = try storage.database.read { connection in
            try connection.first(
                "SELECT digest FROM outcome WHERE run = ? AND metric = ?", run.digest.bytes, index
            ) { try $0.digest(0) }
        }
        guard let digest else { throw CatalogError.corrupt(run.digest) }
        return JudgedRun(
            run: run, benchmark: benchmark, metric: try benchmark.recipe.metrics[index].metric,
            outcomes: try Outcomes(decoding: try StoredBlobs(storage).bytes(of: digest)),
            storage: storage)
    }

    // MARK: Rows

    /// Digits that name a run well enough for people.
    private static let shortestPrefix = 6

    private static let columns = "digest, recipe, metrics, author, created_at"

    private func find(_ digest: Digest) throws -> Run? {
        try storage.database.read { connection in
            try connection.first(
                "SELECT \(Runs.columns) FROM run WHERE digest = ?", digest.bytes,
                row: Runs.run(from:))
        }
    }

    private static func run(from row: SQLRow) throws -> Run {
        Run(
            recipe: try Run.Recipe(stored: try JSON(stored: row.text(1))),
            metrics: try JSON(stored: row.text(2)),
            createdAt: Timestamp(milliseconds: row.integer(4)), author: row.text(3))
    }

    private static func insert(_ run: Run, outcomes: [Digest], in connection: SQLConnection) throws
    {
        try connection.run(
            """
            INSERT INTO run (digest, benchmark, model, recipe, metrics, author, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            run.digest.bytes, run.recipe.benchmark.bytes, run.recipe.model.text,
            run.recipe.json.text, run.metrics.text, run.author, run.createdAt.milliseconds)
        guard connection.changedRowCount == 1 else { return }
        for (index, digest) in outcomes.enumerated() {
            try connection.run(
                "INSERT INTO outcome (run, metric, digest) VALUES (?, ?, ?)",
                run.digest.bytes, index, digest.bytes)
        }
    }
}

extension Digest {
    /// The digests that begin with these hexadecimal digits; nil when they are none.
    fileprivate static func range(ofPrefix digits: Substring) -> ClosedRange<Digest>? {
        let missing = 2 * Digest.byteCount - digits.utf8.count
        guard missing >= 0,
            let first = Digest(hexadecimal: digits + String(repeating: "0", count: missing)),
            let last = Digest(hexadecimal: digits + String(repeating: "f", count: missing))
        else { return nil }
        return first...last
    }
}
