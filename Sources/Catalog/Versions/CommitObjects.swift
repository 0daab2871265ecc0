import Blobs
import Codecs
import Records
import SQL

/// Which versions have their commit objects.
package enum CommitObjects {
    /// Versions that get theirs with one sync.
    private static let batchCount = 1000

    /// Gives a commit object to each version that has none: those of an earlier program.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package static func complete(_ storage: Storage) throws -> Int {
        var count = 0
        while true {
            let hold = storage.intakes.begin()
            let rows = try storage.database.read { try versionsWithout(limit: batchCount, in: $0) }
            if rows.isEmpty { return count }
            var blobs = BlobIntake(storage, under: hold)
            let objects = try rows.map { row in
                (row: row, digest: try blobs.add(row.content.bytes, as: .commitObject))
            }
            try blobs.flush()
            try storage.database.write { connection in
                for (row, digest) in objects {
                    try connection.run(
                        "UPDATE version SET commit_object = ? WHERE dataset = ? AND number = ?",
                        digest.bytes, row.dataset, row.content.number)
                }
            }
            count += rows.count
            withExtendedLifetime(hold) {}
        }
    }

    /// Commit objects that are withdrawn with one sync.
    private static let withdrawnCount = 1000

    /// Lets what was written for a version that was not made, or is going, be no commit object any
    /// more: a repair without an index would make the version of it.
    static func withdraw(_ digests: [Digest], from storage: Storage) throws {
        let blobs = try storage.database.read { connection in
            try digests.compactMap { digest in
                try BlobIndex.entry(of: digest, in: connection)
                    .map { (digest: digest, location: $0.location) }
            }
        }
        try storage.blobs.makeContent(blobs)
    }

    /// Withdraws those of a dataset that goes, page by page.
    static func withdraw(of dataset: Int64, from storage: Storage) throws {
        var last = 0
        while true {
            let page = try storage.database.read { connection in
                try connection.all(
                    """
                    SELECT number, commit_object FROM version
                    WHERE dataset = ? AND number > ? AND commit_object IS NOT NULL
                    ORDER BY number LIMIT ?
                    """, dataset, last, withdrawnCount
                ) { (number: $0.int(0), digest: try $0.digest(1)) }
            }
            try withdraw(page.map(\.digest), from: storage)
            guard page.count == withdrawnCount, let end = page.last else { return }
            last = end.number
        }
    }

    /// Whether a blob is the commit object of a version.
    static func contains(_ digest: Digest, in connection: SQLConnection) throws -> Bool {
        try connection.first("SELECT 1 FROM version WHERE commit_object = ?", digest.bytes) { _ in
            true
        }
            ?? false
    }

    private static func versionsWithout(
        limit: Int, in connection: SQLConnection
    ) throws -> [(dataset: Int64, content: CommitObject)] {
        try connection.all(
            """
            SELECT d.id, d.namespace, d.name, v.number, v.digest, v.parent, v.merged_parent,
                v.message, v.author, v.created_at,
                (SELECT name FROM ref AS r WHERE r.dataset = v.dataset AND r.number = v.number
                    AND r.kind = 'branch')
            FROM version AS v JOIN dataset AS d ON d.id = v.dataset
            WHERE v.commit_object IS NULL LIMIT ?
            """, limit
        ) { row in
            (
                dataset: row.integer(0),
                content: CommitObject(
                    path: DatasetPath(
                        namespace: NamespaceName(unchecked: row.text(1)),
                        name: DatasetName(unchecked: row.text(2))),
                    branch: row.optionalText(10).map(RefName.init(unchecked:)),
                    number: row.int(3), digest: try row.digest(4), parent: row.optionalInt(5),
                    mergedParent: row.optionalInt(6), message: row.text(7), author: row.text(8),
                    createdAt: Timestamp(milliseconds: row.integer(9)))
            )
        }
    }
}
