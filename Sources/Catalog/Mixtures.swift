package import Codecs
package import Records
import SQL
package import Shards

/// A mixture as it is kept.
package struct Mixture: Sendable, Hashable {
    package let recipe: MixtureRecipe
    package let digest: Digest
    package let createdAt: Timestamp
    package let author: String
}

/// Mixtures: views with weights, named by the digest of their recipe.
package struct Mixtures: Sendable {
    private let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// Views with their weights, as a client names them.
    package struct Request: Sendable {
        package let components: [MixtureRecipe.Component]
        /// Samples of an epoch; nil for as many as the views have together.
        package let sampleCount: Int?
        package let order: OrderRule

        package init(
            components: [MixtureRecipe.Component], sampleCount: Int?, order: OrderRule
        ) {
            self.components = components
            self.sampleCount = sampleCount
            self.order = order
        }
    }

    /// Keeps a mixture; the same recipe again is the same mixture.
    ///
    /// - Throws: ``CatalogError/viewMissing(_:)``, ``ViewError/viewEmpty(_:)``.
    package func create(_ request: Request, author: String) throws
        -> (mixture: Mixture, isNew: Bool)
    {
        let views = try request.components.map { try Views(storage).view($0.view) }
        let recipe = MixtureRecipe(
            components: request.components,
            sampleCount: request.sampleCount
                ?? min(
                    MixtureRecipe.sampleLimit, views.reduce(0) { $0 + $1.sampleCount }),
            order: request.order)
        for (view, count) in zip(views, recipe.slotCounts) where count > 0 && view.sampleCount == 0
        {
            throw ViewError.viewEmpty(view.digest)
        }
        let mixture = Mixture(
            recipe: recipe, digest: recipe.digest, createdAt: storage.now(), author: author)
        return try storage.database.write { connection in
            if let known = try Mixtures.find(mixture.digest, in: connection) {
                return (known, false)
            }
            try connection.run(
                "INSERT INTO mixture (digest, recipe, author, created_at) VALUES (?, ?, ?, ?)",
                mixture.digest.bytes, recipe.json.text, author, mixture.createdAt.milliseconds)
            return (mixture, true)
        }
    }

    /// - Throws: ``ViewError/mixtureMissing(_:)``.
    package func mixture(_ digest: Digest) throws -> Mixture {
        guard let mixture = try find(digest) else { throw ViewError.mixtureMissing(digest) }
        return mixture
    }

    func find(_ digest: Digest) throws -> Mixture? {
        try storage.database.read { try Mixtures.find(digest, in: $0) }
    }

    /// Mixtures in the order of their digests, those after `after` only.
    package func list(after: Digest?, limit: Int) throws -> [Mixture] {
        try storage.database.read { connection in
            try connection.all(
                "SELECT \(Mixtures.columns) FROM mixture WHERE digest > ? ORDER BY digest LIMIT ?",
                after?.bytes ?? [], limit, row: Mixtures.mixture(from:))
        }
    }

    /// The samples of a mixture, ready to be delivered.
    ///
    /// - Throws: ``CatalogError/viewMissing(_:)`` where a view went with its dataset.
    package func source(of digest: Digest, plans: PlanCache) throws -> MixtureSource {
        let mixture = try mixture(digest)
        return MixtureSource(
            of: mixture,
            views: try mixture.recipe.components.map {
                try Views(storage).source(of: $0.view, plans: plans)
            })
    }

    // MARK: Rows

    private static let columns = "digest, recipe, created_at, author"

    private static func find(_ digest: Digest, in connection: SQLConnection) throws -> Mixture? {
        try connection.first(
            "SELECT \(columns) FROM mixture WHERE digest = ?", digest.bytes, row: mixture(from:))
    }

    private static func mixture(from row: SQLRow) throws -> Mixture {
        let digest = try row.digest(0)
        guard let json = try? JSONReader.read(Array(row.text(1).utf8)),
            let recipe = MixtureRecipe(stored: json), recipe.digest == digest
        else { throw CatalogError.corrupt(digest) }
        return Mixture(
            recipe: recipe, digest: digest,
            createdAt: Timestamp(milliseconds: row.integer(2)), author: row.text(3))
    }
}

extension MixtureRecipe {
    /// A recipe as it was stored; nil for what cannot be read.
    fileprivate init?(stored json: JSON) {
        let components = (json["mixture"]?.array ?? []).compactMap { component -> Component? in
            guard let view = component["view"]?.string.flatMap({ Digest($0) }),
                let weight = component["weight"]?.integer,
                (1...MixtureRecipe.weightLimit).contains(weight)
            else { return nil }
            return Component(view: view, weight: weight)
        }
        guard let count = json["samples"]?.integer,
            let order = json["order"].flatMap(OrderRule.init),
            (1...MixtureRecipe.componentLimit).contains(components.count),
            (0...MixtureRecipe.sampleLimit).contains(count)
        else { return nil }
        self.init(components: components, sampleCount: count, order: order)
    }
}
