package import Codecs
import Manifests
import Records
import SQL
package import Shards

/// Views: recipes with the positions that they keep, named by the digest of the recipe.
package struct Views: Sendable {
    /// Names of fields that are told to who names an unknown one.
    private static let knownFieldLimit = 256
    /// Samples in which they are looked for.
    private static let lookedAtLimit = 1000

    private let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// Keeps a view; the same recipe again is the same view.
    ///
    /// Every sample of the version is read: some microseconds each.
    ///
    /// - Throws: ``CatalogError/fieldUnknown(_:known:)``, ``CatalogError/splitMissing(_:)``.
    package func create(_ recipe: ViewRecipe, author: String) throws -> (view: View, isNew: Bool) {
        if let known = try find(recipe.digest) { return (known, false) }
        let (selection, summary) = try select(
            recipe, countingValuesAt: nil, into: ViewSummary(countingDuplicates: false))
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
    package func summary(of recipe: ViewRecipe, countingValuesAt path: [String]?) throws
        -> ViewSummary
    {
        try select(
            recipe, countingValuesAt: path, into: ViewSummary(countingDuplicates: true)
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
        _ recipe: ViewRecipe, countingValuesAt path: [String]?, into summary: ViewSummary
    ) throws -> (PositionSet, ViewSummary) {
        let version = try Datasets(storage).version(.digest(recipe.version), of: recipe.dataset)
        let manifest = try Datasets(storage).manifest(of: version)
        if let split = recipe.split, !manifest.splitCounts.contains(where: { $0.0 == split }) {
            throw CatalogError.splitMissing(split)
        }
        var unseen = recipe.filter?.fields ?? []
        if let path { unseen.insert(path) }
        var summary = summary
        var members = [Bool](repeating: false, count: manifest.sampleCount)
        try manifest.forEach(in: 0..<manifest.sampleCount) { position, sample in
            for path in unseen where Filter.value(at: path, in: sample.fields) != nil {
                unseen.remove(path)
            }
            guard recipe.admits(sample) else { return }
            members[position] = true
            summary.count(recipe.projected(sample), byValueAt: path)
        }
        if let path = unseen.min(by: { $0.lexicographicallyPrecedes($1) }), version.sampleCount > 0
        {
            throw CatalogError.fieldUnknown(path, known: try knownFields(of: manifest))
        }
        return (PositionSet(capacity: members.count) { members[$0] }, summary)
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
            }, order: order)
    }
}
