package import Codecs
import Manifests
package import Records
import SQL
package import Shards

/// Steps of one rank through an epoch that were delivered to a training run, one after the other.
package struct LedgerEntry: Sendable {
    /// Counts up; a later entry has a higher one.
    package let id: Int64
    package let training: TrainingName
    package let dataset: DatasetPath
    package let version: Digest
    /// The view that was asked for; nil for the version itself.
    package let view: Digest?
    package let rule: OrderRule
    package let epoch: UInt64
    /// Samples of the epoch.
    package let sampleCount: Int
    package let cut: RankCut
    package let stepCount: Int
    /// The name of the token that asked.
    package let author: String
    package let beganAt: Timestamp
    package let endedAt: Timestamp
}

/// Which samples were delivered to which training run, when: kept as intervals of epochs, since an
/// order is a function that can be asked backwards.
///
/// What is kept is what was asked for: whether a client has read it to its end, it knows best.
package struct Ledger: Sendable {
    /// Rows of the ledger. At some 300 bytes each they take a few gigabytes; what is asked for
    /// beyond them is refused.
    static let entryLimit = 10_000_000
    /// Entries of one version that are looked through for one sample at a time.
    private static let searchLimit = 10_000
    /// Times that a sample is counted in one entry: a mixture may draw one again and again.
    package static let repetitionLimit = 10_000

    private let storage: Storage
    private let plans: PlanCache

    package init(_ storage: Storage, plans: PlanCache) {
        self.storage = storage
        self.plans = plans
    }

    /// Notes a delivery. One that goes on where an earlier one ended makes that longer; one that
    /// comes again, because somebody tries again, changes nothing but the time.
    ///
    /// - Throws: ``CatalogError/ledgerFull(limit:)``.
    package func note(
        _ delivery: Delivery, from source: some EpochSource, to training: TrainingName,
        author: String
    ) throws {
        let (now, origins) = (storage.now().milliseconds, source.origins)
        try storage.database.write { connection in
            for origin in origins {
                try Ledger.note(
                    delivery, from: origin, to: training, author: author, at: now, connection)
            }
        }
    }

    private static func note(
        _ delivery: Delivery, from origin: SampleOrigin, to training: TrainingName,
        author: String, at now: Int64, _ connection: SQLConnection
    ) throws {
        let (cut, rule) = (delivery.cut, delivery.rule.json.text)
        let (version, view) = (origin.version.bytes, origin.view?.bytes)
        let dataset = try Datasets.id(of: origin.dataset, in: connection)
        try connection.run(
            """
            UPDATE delivery SET ended_at = ?1,
                steps = max(steps, (?2 - first) / world_size + ?3)
            WHERE id = (SELECT id FROM delivery
                WHERE training = ?4 AND dataset = ?5 AND version = ?6 AND epoch = ?7
                    AND rank = ?8 AND world_size = ?9 AND view IS ?10 AND rule = ?11
                    AND tail = ?12 AND bound = ?13 AND first <= ?2
                    AND (?2 - first) % world_size = 0
                    AND ?2 <= first + steps * world_size
                ORDER BY id DESC LIMIT 1)
            """,
            now, cut.interval.lowerBound, delivery.stepCount, training.text, dataset, version,
            Int64(delivery.epoch), cut.rank, cut.worldSize, view, rule, cut.tail.rawValue,
            cut.interval.upperBound)
        if connection.changedRowCount > 0 { return }
        let last = try connection.first("SELECT coalesce(max(id), 0) FROM delivery") {
            $0.int(0)
        }
        guard last ?? 0 < Ledger.entryLimit else {
            throw CatalogError.ledgerFull(limit: Ledger.entryLimit)
        }
        try connection.run(
            """
            INSERT INTO delivery (training, dataset, version, view, rule, epoch, sample_count,
                first, bound, rank, world_size, tail, steps, author, began_at, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            training.text, dataset, version, view, rule, Int64(delivery.epoch),
            delivery.sampleCount, cut.interval.lowerBound, cut.interval.upperBound, cut.rank,
            cut.worldSize, cut.tail.rawValue, delivery.stepCount, author, now, now)
    }

    /// What was delivered to a training run, in the order in which it began.
    package func entries(of training: TrainingName, after id: Int64, limit: Int) throws
        -> [LedgerEntry]
    {
        try storage.database.read { connection in
            try connection.all(
                "\(Ledger.select) WHERE l.training = ? AND l.id > ? ORDER BY l.id LIMIT ?",
                training.text, id, limit, row: Ledger.entry(from:))
        }
    }

    /// The entries in which a sample was delivered, in the order in which they began, with the
    /// first index of the epoch at which it came and how many there were.
    ///
    /// - Parameter id: entries up to this one were looked through before.
    package func deliveries(
        of key: SampleKey, in version: Version, of path: DatasetPath, after id: Int64, limit: Int
    ) throws -> [(entry: LedgerEntry, index: Int, count: Int)] {
        let manifest = try Datasets(storage).manifest(of: version)
        guard let position = try manifest.position(of: key) else {
            throw CatalogError.sampleMissing(key)
        }
        var found: [(entry: LedgerEntry, index: Int, count: Int)] = []
        var (last, isOver) = (id, false)
        while found.count < limit, !isOver {
            let page = try entries(of: version, of: path, after: last)
            for entry in page {
                let indices = try indices(of: position, in: entry, version).filter {
                    !entry.cut.steps(at: $0, before: entry.stepCount).isEmpty
                }
                if let first = indices.first { found.append((entry, first, indices.count)) }
                if found.count == limit { break }
            }
            isOver = page.count < Ledger.searchLimit
            last = page.last?.id ?? last
        }
        return found
    }

    /// Where in the entry's epoch a position of the version comes; nowhere when its view leaves it
    /// out or is not kept any more.
    private func indices(of position: Int, in entry: LedgerEntry, _ version: Version) throws
        -> [Int]
    {
        let epoch = EpochIdentity(
            entry.rule, number: entry.epoch, sampleCount: entry.sampleCount)
        guard let view = entry.view else { return [epoch.order.index(of: position)] }
        if let source = try? Views(storage).source(of: view, plans: plans) {
            return source.place(of: position).map { [epoch.order.index(of: $0)] } ?? []
        }
        guard let source = try? Mixtures(storage).source(of: view, plans: plans) else { return [] }
        return source.indices(
            of: position, in: version.digest, of: epoch, limit: Ledger.repetitionLimit)
    }

    private func entries(of version: Version, of path: DatasetPath, after id: Int64) throws
        -> [LedgerEntry]
    {
        try storage.database.read { connection in
            try connection.all(
                """
                \(Ledger.select) WHERE l.dataset = ? AND l.version = ? AND l.id > ?
                ORDER BY l.id LIMIT ?
                """,
                try Datasets.id(of: path, in: connection), version.digest.bytes, id,
                Ledger.searchLimit, row: Ledger.entry(from:))
        }
    }

    // MARK: Rows

    private static let select = """
        SELECT l.id, l.training, d.namespace, d.name, l.version, l.view, l.rule, l.epoch,
            l.sample_count, l.first, l.bound, l.rank, l.world_size, l.tail, l.steps, l.author,
            l.began_at, l.ended_at
        FROM delivery AS l JOIN dataset AS d ON d.id = l.dataset
        """

    private static func entry(from row: SQLRow) throws -> LedgerEntry {
        guard let json = try? JSONReader.read(Array(row.text(6).utf8)),
            let rule = OrderRule(json), let tail = RankCut.Tail(rawValue: row.text(13)),
            row.int(9) >= 0, row.int(9) <= row.int(10), row.int(12) > 0,
            (0..<row.int(12)).contains(row.int(11))
        else { throw SQLError.corrupt("a row of the ledger cannot be read") }
        return LedgerEntry(
            id: row.integer(0), training: TrainingName(unchecked: row.text(1)),
            dataset: DatasetPath(
                namespace: NamespaceName(unchecked: row.text(2)),
                name: DatasetName(unchecked: row.text(3))),
            version: try row.digest(4), view: row.isNull(5) ? nil : try row.digest(5), rule: rule,
            epoch: UInt64(row.integer(7)), sampleCount: row.int(8),
            cut: RankCut(
                of: row.int(9)..<row.int(10), rank: row.int(11), worldSize: row.int(12),
                tail: tail),
            stepCount: row.int(14), author: row.text(15),
            beganAt: Timestamp(milliseconds: row.integer(16)),
            endedAt: Timestamp(milliseconds: row.integer(17)))
    }
}
