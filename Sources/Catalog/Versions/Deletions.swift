package import Records
import SQL

/// Datasets that were deleted: out of sight at once, gone for good after the grace period, and
/// brought back until then.
package struct Deletions: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// A deleted dataset.
    package struct Deletion: Sendable, Hashable {
        package let path: DatasetPath
        package let deletedAt: Timestamp
    }

    /// Rows that one transaction removes: others get their turn between two of them.
    private static let rowLimit = 2000

    /// Hides a dataset with its versions, labelsets and views.
    ///
    /// - Throws: ``CatalogError/datasetMissing(_:)``, and ``CatalogError/datasetInUse(_:by:)`` when
    ///   a benchmark is made of it: its runs would mean nothing any more.
    package func delete(_ path: DatasetPath) throws -> Deletion {
        let now = storage.now()
        return try storage.database.write { connection in
            let dataset = try Datasets.id(of: path, in: connection)
            let benchmark = try connection.first(
                "SELECT name FROM benchmark WHERE recipe ->> 'dataset' = ? LIMIT 1",
                path.description
            ) { BenchmarkName(unchecked: $0.text(0)) }
            if let benchmark { throw CatalogError.datasetInUse(path, by: benchmark) }
            try connection.run(
                "UPDATE dataset SET deleted_at = ? WHERE id = ?", now.milliseconds, dataset)
            return Deletion(path: path, deletedAt: now)
        }
    }

    /// Brings a deleted dataset back, as it was.
    ///
    /// - Throws: ``CatalogError/datasetMissing(_:)`` when none of that name is deleted, or it goes.
    package func restore(_ path: DatasetPath) throws {
        try storage.database.write { connection in
            try connection.run(
                """
                UPDATE dataset SET deleted_at = NULL
                WHERE namespace = ? AND name = ? AND deleted_at > 0
                """, path.namespace.text, path.name.text)
            guard connection.changedRowCount == 1 else { throw CatalogError.datasetMissing(path) }
        }
    }

    /// Those that can be brought back, in the order of their paths, after `after` only.
    package func list(after: DatasetPath?, limit: Int) throws -> [Deletion] {
        try storage.database.read { connection in
            try connection.all(
                """
                SELECT namespace, name, deleted_at FROM dataset
                WHERE (namespace, name) > (?, ?) AND deleted_at > 0
                ORDER BY namespace, name LIMIT ?
                """,
                after?.namespace.text ?? "", after?.name.text ?? "", limit
            ) { row in
                Deletion(
                    path: DatasetPath(
                        namespace: NamespaceName(unchecked: row.text(0)),
                        name: DatasetName(unchecked: row.text(1))),
                    deletedAt: Timestamp(milliseconds: row.integer(2)))
            }
        }
    }

    /// Removes the rows of what was deleted before a moment, and returns how many datasets that
    /// were. Their blobs are what nothing refers to from then on.
    ///
    /// One that it ends in the middle of can't be brought back any more, and the next goes on.
    ///
    /// - Parameter progress: called for each transaction; what it throws ends the purge.
    func purge(before moment: Timestamp, progress: (_ rowCount: Int) throws -> Void) throws -> Int {
        let datasets = try storage.database.write { connection in
            // Nobody brings back what begins to go.
            try connection.run(
                "UPDATE dataset SET deleted_at = 0 WHERE deleted_at > 0 AND deleted_at < ?",
                moment.milliseconds)
            return try connection.all("SELECT id FROM dataset WHERE deleted_at = 0") {
                $0.integer(0)
            }
        }
        for dataset in datasets { try purge(dataset, progress) }
        return datasets.count
    }

    /// How many datasets a purge would remove.
    func purgedCount(before moment: Timestamp) throws -> Int {
        try storage.database.read { connection in
            try connection.first(
                "SELECT count(*) FROM dataset WHERE deleted_at < ?", moment.milliseconds
            ) { $0.int(0) } ?? 0
        }
    }

    private func purge(_ dataset: Int64, _ progress: (Int) throws -> Void) throws {
        let now = storage.now()
        // While the rows still tell which they are.
        try CommitObjects.withdraw(of: dataset, from: storage)
        try storage.database.write { connection in
            try connection.run(
                """
                INSERT INTO purge (dataset, path, purged_at, annotation_count)
                SELECT id, namespace || '/' || name, ?, 0 FROM dataset WHERE id = ?
                ON CONFLICT DO NOTHING
                """, now.milliseconds, dataset)
        }
        var rowCount = 0
        var count: Int
        repeat {
            count = try storage.database.write { connection in
                try Deletions.removeAnnotations(of: dataset, in: connection)
            }
            rowCount += count
            try progress(rowCount)
        } while count == Deletions.rowLimit
        try storage.database.write { connection in
            try connection.run(
                """
                DELETE FROM view WHERE recipe ->> 'dataset' =
                    (SELECT path FROM purge WHERE dataset = ?)
                """, dataset)
            for table in ["delivery", "labelset", "ref", "version"] {
                try connection.run("DELETE FROM \(table) WHERE dataset = ?", dataset)
            }
            try connection.run("DELETE FROM dataset WHERE id = ?", dataset)
        }
    }

    /// The log tells how many of its numbers are gone in the same transaction.
    ///
    /// - Returns: how many there were; less than the limit when none is left.
    private static func removeAnnotations(
        of dataset: Int64, in connection: SQLConnection
    ) throws -> Int {
        try connection.run(
            """
            DELETE FROM annotation WHERE sequence IN (
                SELECT a.sequence FROM labelset AS l JOIN annotation AS a ON a.labelset = l.id
                WHERE l.dataset = ? LIMIT ?)
            """, dataset, rowLimit)
        let count = connection.changedRowCount
        try connection.run(
            "UPDATE purge SET annotation_count = annotation_count + ? WHERE dataset = ?", count,
            dataset)
        return count
    }
}
