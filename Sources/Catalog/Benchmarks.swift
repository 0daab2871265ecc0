import Codecs
import Evaluation
package import Records
import SQL

/// Benchmarks: frozen recipes, found by name or digest.
package struct Benchmarks: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// What a client asks for; what it leaves open is pinned to what is newest now.
    package struct Request: Sendable {
        package let name: BenchmarkName
        package let dataset: DatasetPath
        package let version: VersionReference
        package let split: SplitName?
        package let reference: MomentRequest
        package let metrics: [MetricChoice]

        package init(
            name: BenchmarkName, dataset: DatasetPath, version: VersionReference,
            split: SplitName?, reference: MomentRequest, metrics: [MetricChoice]
        ) {
            self.name = name
            self.dataset = dataset
            self.version = version
            self.split = split
            self.reference = reference
            self.metrics = metrics
        }
    }

    /// Freezes a recipe under a name; the same recipe under the same name changes nothing.
    ///
    /// - Throws: ``CatalogError/benchmarkExists(_:_:)`` when the name means another recipe.
    package func create(_ request: Request, author: String) throws -> (
        benchmark: Benchmark, isNew: Bool
    ) {
        let recipe = try recipe(for: request)
        let benchmark = Benchmark(
            recipe: recipe, name: request.name, createdAt: storage.now(), author: author)
        return try storage.database.write { connection in
            let named = try connection.first(
                "SELECT digest FROM benchmark_name WHERE name = ?", benchmark.name.text
            ) { try $0.digest(0) }
            if let named {
                guard named == benchmark.digest else {
                    throw CatalogError.benchmarkExists(benchmark.name, named)
                }
                return (try Benchmarks.benchmark(named, in: connection) ?? benchmark, false)
            }
            try connection.run(
                """
                INSERT INTO benchmark (digest, name, recipe, author, created_at)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                benchmark.digest.bytes, benchmark.name.text, recipe.json.text, author,
                benchmark.createdAt.milliseconds)
            try connection.run(
                "INSERT INTO benchmark_name (name, digest) VALUES (?, ?)",
                benchmark.name.text, benchmark.digest.bytes)
            return (benchmark, true)
        }
    }

    /// - Parameter text: a name or a digest.
    /// - Throws: ``CatalogError/benchmarkMissing(_:)``.
    package func benchmark(_ text: String) throws -> Benchmark {
        let found = try storage.database.read { connection -> Benchmark? in
            let digest =
                try Digest(text)
                ?? connection.first(
                    "SELECT digest FROM benchmark_name WHERE name = ?", text,
                    row: { try $0.digest(0) })
            return try digest.flatMap { try Benchmarks.benchmark($0, in: connection) }
        }
        guard let found else { throw CatalogError.benchmarkMissing(text) }
        return found
    }

    /// Benchmarks in the order of their names, those after `after` only.
    package func list(after: BenchmarkName?, limit: Int) throws -> [Benchmark] {
        try storage.database.read { connection in
            try connection.all(
                """
                SELECT n.name, b.recipe, b.author, b.created_at
                FROM benchmark_name AS n JOIN benchmark AS b ON b.digest = n.digest
                WHERE n.name > ? ORDER BY n.name LIMIT ?
                """,
                after?.text ?? "", limit, row: Benchmarks.benchmark(from:))
        }
    }

    private func recipe(for request: Request) throws -> Benchmark.Recipe {
        let version = try Datasets(storage).version(request.version, of: request.dataset)
        if let split = request.split,
            !version.splitCounts.contains(where: { $0.split == split })
        {
            throw CatalogError.splitMissing(split)
        }
        // A metric that does not exist is refused here, not at the first run.
        for choice in request.metrics { _ = try choice.metric }
        return Benchmark.Recipe(
            dataset: request.dataset, version: version.digest, split: request.split,
            reference: try request.reference.pinned(in: request.dataset, storage),
            metrics: request.metrics)
    }

    private static func benchmark(_ digest: Digest, in connection: SQLConnection) throws
        -> Benchmark?
    {
        try connection.first(
            "SELECT name, recipe, author, created_at FROM benchmark WHERE digest = ?",
            digest.bytes, row: benchmark(from:))
    }

    private static func benchmark(from row: SQLRow) throws -> Benchmark {
        Benchmark(
            recipe: try Benchmark.Recipe(stored: try JSON(stored: row.text(1))),
            name: BenchmarkName(unchecked: row.text(0)),
            createdAt: Timestamp(milliseconds: row.integer(3)), author: row.text(2))
    }
}

/// A labelset as a client names it: perhaps without a moment.
package struct MomentRequest: Sendable {
    package let labelset: LabelsetName
    package let field: FieldName
    /// nil: as it is now.
    package let asOf: Int64?

    package init(labelset: LabelsetName, field: FieldName, asOf: Int64?) {
        self.labelset = labelset
        self.field = field
        self.asOf = asOf
    }

    package func pinned(in dataset: DatasetPath, _ storage: Storage) throws -> LabelsetMoment {
        LabelsetMoment(
            labelset: labelset, field: field,
            asOf: try Annotations(storage, of: dataset, in: labelset).moment(asOf))
    }
}

extension MetricChoice {
    /// The metric that is meant.
    var metric: any Metric {
        get throws { try Metrics.metric(named: name, parameters: parameters) }
    }
}
