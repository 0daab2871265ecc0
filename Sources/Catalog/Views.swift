package import Codecs
import Manifests
package import Records
import SQL
package import Shards

/// Views: recipes with the positions that they keep, named by the digest of the recipe.
package struct Views: Sendable {
    /// Names of fields that are told to who names an unknown one.
    private static let knownFieldLimit = 256
    /// Samples in which they are looked for.
    private static let lookedAtLimit = 1000
    /// Samples that are in memory at once with their labels.
    private static let samplesPerPiece = 1024
    /// Tests and values of a filter, times the samples that they are asked of: at some 50 ns each
    /// they hold a thread for about a minute and a half.
    static let standardTestLimit = 2_000_000_000

    private let storage: Storage
    private let testLimit: Int

    package init(_ storage: Storage) { self.init(storage, testLimit: Views.standardTestLimit) }

    /// - Parameter testLimit: tests and values of a filter, times samples.
    init(_ storage: Storage, testLimit: Int) {
        self.storage = storage
        self.testLimit = testLimit
    }

    /// Keeps a view; the same recipe again is the same view.
    ///
    /// Every sample of the version is read: some microseconds each, and as many for each annotation
    /// that is joined.
    ///
    /// - Throws: ``ViewError/fieldUnknown(_:known:)``, ``CatalogError/splitMissing(_:)``,
    ///   ``ViewError/filterTooCostly(testCount:limit:)``,
    ///   ``ViewError/labelFieldUnknown(_:known:)``.
    package func create(_ recipe: ViewRecipe, author: String) throws -> (view: View, isNew: Bool) {
        if let known = try find(recipe.digest) { return (known, false) }
        let (selection, summary) = try select(
            recipe, countingValuesOf: nil, into: ViewSummary(countingDuplicates: false))
        let view = View(
            recipe: recipe, digest: recipe.digest, sampleCount: summary.sampleCount,
            byteCount: summary.byteCount, createdAt: storage.now(), author: author)
        return try storage.database.write { connection in
            let isNew = try connection.first(
                "SELECT 1 FROM view WHERE digest = ?", view.digest.bytes, row: { _ in true })
            if isNew != nil { return (view, false) }
            try connection.run(
                """
                INSERT INTO view
                (digest, recipe, sample_count, byte_count, positions, author, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                view.digest.bytes, recipe.json.text, view.sampleCount, view.byteCount,
                selection.bytes, author, view.createdAt.milliseconds)
            return (view, true)
        }
    }

    /// What a recipe would keep, without keeping it.
    package func summary(of recipe: ViewRecipe, countingValuesOf operand: Filter.Operand?) throws
        -> ViewSummary
    {
        try select(
            recipe, countingValuesOf: operand, into: ViewSummary(countingDuplicates: true)
        ).1
    }

    /// - Throws: ``CatalogError/viewMissing(_:)``.
    package func view(_ digest: Digest) throws -> View {
        guard let view = try find(digest) else { throw CatalogError.viewMissing(digest) }
        return view
    }

    /// Views in the order of their digests, those after `after` only.
    package func list(after: Digest?, limit: Int) throws -> [View] {
        try storage.database.read { connection in
            try connection.all(
                "SELECT \(Views.columns) FROM view WHERE digest > ? ORDER BY digest LIMIT ?",
                after?.bytes ?? [], limit, row: Views.view(from:))
        }
    }

    /// The samples of a view, ready to be delivered.
    package func source(of digest: Digest, plans: PlanCache) throws -> DeliverySource {
        let view = try view(digest)
        let version = try Datasets(storage).version(
            .digest(view.recipe.version), of: view.recipe.dataset)
        if view.recipe.keepsAll {
            return DeliverySource(of: view, version: version, selection: nil)
        }
        let selection = try plans.selections.value(of: digest) {
            let bytes = try storage.database.read { connection in
                try connection.first(
                    "SELECT positions FROM view WHERE digest = ?", digest.bytes,
                    row: { Array($0.blob(0)) })
            }
            guard let bytes,
                let selection = PositionSet(capacity: version.sampleCount, bytes: bytes),
                selection.count == view.sampleCount
            else { throw CatalogError.corrupt(digest) }
            return selection
        }
        return DeliverySource(of: view, version: version, selection: selection)
    }

    private func select(
        _ recipe: ViewRecipe, countingValuesOf operand: Filter.Operand?,
        into summary: ViewSummary
    ) throws -> (PositionSet, ViewSummary) {
        let version = try Datasets(storage).version(.digest(recipe.version), of: recipe.dataset)
        let manifest = try Datasets(storage).manifest(of: version)
        if let split = recipe.split, !manifest.splitCounts.contains(where: { $0.0 == split }) {
            throw CatalogError.splitMissing(split)
        }
        try refuseCostly(recipe.filter, sampleCount: manifest.sampleCount)
        let join = LabelJoin(of: recipe, in: storage)
        var unseen = Unseen(in: recipe, operand)
        var summary = summary
        var members = [Bool](repeating: false, count: manifest.sampleCount)
        for start in stride(from: 0, to: manifest.sampleCount, by: Views.samplesPerPiece) {
            var samples: [Sample] = []
            let end = min(manifest.sampleCount, start + Views.samplesPerPiece)
            try manifest.forEach(in: start..<end) { samples.append($1) }
            let labels = try join.labels(of: samples, areNeighbours: true)
            for (index, (sample, labels)) in zip(samples, labels).enumerated() {
                unseen.look(at: sample, labels)
                guard recipe.admits(sample, labels: labels) else { continue }
                members[start + index] = true
                summary.count(
                    recipe.delivered(sample, labels: labels), of: sample, valuesOf: operand)
            }
        }
        if manifest.sampleCount > 0 { try refuse(unseen, recipe, manifest) }
        return (PositionSet(capacity: members.count) { members[$0] }, summary)
    }

    private func refuseCostly(_ filter: Filter?, sampleCount: Int) throws {
        guard let filter else { return }
        let (testCount, overflow) = filter.testCount.multipliedReportingOverflow(by: sampleCount)
        guard !overflow, testCount <= testLimit else {
            throw ViewError.filterTooCostly(
                testCount: overflow ? .max : testCount, limit: testLimit)
        }
    }

    /// A name that nothing has is a mistake; but a labelset that says nothing yet is none.
    private func refuse(_ unseen: Unseen, _ recipe: ViewRecipe, _ manifest: Manifest) throws {
        if let path = unseen.paths.min(by: { $0.lexicographicallyPrecedes($1) }) {
            throw ViewError.fieldUnknown(path, known: try knownFields(of: manifest))
        }
        for choice in recipe.labels where unseen.labels.contains(choice.name) {
            let moment = choice.moment
            let known = try Annotations(storage, of: recipe.dataset, in: moment.labelset)
                .fields(asOf: moment.asOf, limit: Views.knownFieldLimit)
            guard known.isEmpty || known.contains(moment.field) else {
                throw ViewError.labelFieldUnknown(moment, known: known)
            }
        }
    }

    /// The names of fields in the first samples, in the order of names.
    private func knownFields(of manifest: Manifest) throws -> [String] {
        var names: Set<String> = []
        let end = min(manifest.sampleCount, Views.lookedAtLimit)
        try manifest.forEach(in: 0..<end) { _, sample in
            for name in sample.fields.names where names.count < Views.knownFieldLimit {
                names.insert(name)
            }
        }
        return names.sorted()
    }

    // MARK: Rows

    private static let columns = "digest, recipe, sample_count, byte_count, created_at, author"

    private func find(_ digest: Digest) throws -> View? {
        try storage.database.read { connection in
            try connection.first(
                "SELECT \(Views.columns) FROM view WHERE digest = ?", digest.bytes,
                row: Views.view(from:))
        }
    }

    private static func view(from row: SQLRow) throws -> View {
        let digest = try row.digest(0)
        guard let json = try? JSONReader.read(Array(row.text(1).utf8)),
            let recipe = try? ViewRecipe(stored: json), recipe.digest == digest
        else { throw CatalogError.corrupt(digest) }
        return View(
            recipe: recipe, digest: digest, sampleCount: row.int(2), byteCount: row.integer(3),
            createdAt: Timestamp(milliseconds: row.integer(4)), author: row.text(5))
    }
}

/// What a recipe names and no sample has had so far.
private struct Unseen {
    private(set) var paths: Set<[String]> = []
    private(set) var labels: Set<FieldName>

    init(in recipe: ViewRecipe, _ operand: Filter.Operand?) {
        labels = Set(recipe.labels.map(\.name))
        var operands = recipe.filter?.operands ?? []
        if let operand { operands.insert(operand) }
        for case .field(let path) in operands { paths.insert(path) }
    }

    mutating func look(at sample: Sample, _ said: SampleLabels) {
        for path in paths where Filter.value(at: path, in: sample.fields) != nil {
            paths.remove(path)
        }
        for name in labels where !said[name].isEmpty { labels.remove(name) }
    }
}

extension ViewRecipe {
    /// A recipe as it was stored: what cannot be read is damage, and says so.
    init(stored json: JSON) throws {
        guard let dataset = json["dataset"]?.string, let version = json["version"]?.string,
            let digest = Digest(version), let order = json["order"].flatMap(OrderRule.init)
        else { throw SQLError.corrupt("a view's recipe cannot be read") }
        self.init(
            dataset: try DatasetPath(dataset), version: digest,
            split: json["split"]?.string.map(SplitName.init(unchecked:)),
            filter: try json["filter"]?.string.map(FilterParser.filter),
            parts: try (json["parts"]?.array ?? []).map { part in
                guard let name = part["name"]?.string, let sentAs = part["as"]?.string else {
                    throw SQLError.corrupt("a view's recipe cannot be read")
                }
                return PartChoice(
                    name: PartName(unchecked: name), sentAs: PartName(unchecked: sentAs))
            }, labels: try (json["labels"]?.array ?? []).map(LabelChoice.init(stored:)),
            order: order)
    }
}

extension ViewRecipe.LabelChoice {
    fileprivate init(stored json: JSON) throws {
        guard let name = json["name"]?.string else {
            throw SQLError.corrupt("a view's labels cannot be read")
        }
        self.init(
            moment: try LabelsetMoment(stored: json), name: FieldName(unchecked: name),
            sentAs: json["as"]?.string.map(PartName.init(unchecked:)))
    }
}
