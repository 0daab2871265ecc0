import Codecs
package import Manifests
package import Records
import SQL

/// Datasets and their versions: what there is, and by which name.
package struct Datasets: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// - Throws: ``CatalogError/datasetExists(_:)``; nothing is changed then.
    package func create(_ path: DatasetPath, description: String) throws -> Dataset {
        let now = storage.now()
        return try storage.database.write { connection in
            if try Datasets.row(of: path, in: connection) != nil {
                throw CatalogError.datasetExists(path)
            }
            try Datasets.insert(path, description: description, at: now, in: connection)
            return Dataset(path: path, description: description, createdAt: now, latest: nil)
        }
    }

    /// Datasets in the order of their paths, those after `after` only.
    package func list(after: DatasetPath?, limit: Int) throws -> [Dataset] {
        try storage.database.read { connection in
            try connection.all(
                """
                SELECT namespace, name, description, created_at, id FROM dataset
                WHERE (namespace, name) > (?, ?) AND deleted_at IS NULL
                ORDER BY namespace, name LIMIT ?
                """,
                after?.namespace.text ?? "", after?.name.text ?? "", limit
            ) { row in
                let path = DatasetPath(
                    namespace: NamespaceName(unchecked: row.text(0)),
                    name: DatasetName(unchecked: row.text(1)))
                return Dataset(
                    path: path, description: row.text(2),
                    createdAt: Timestamp(milliseconds: row.integer(3)),
                    latest: try Datasets.latest(of: row.integer(4), in: connection))
            }
        }
    }

    /// - Throws: ``CatalogError/datasetMissing(_:)``.
    package func dataset(_ path: DatasetPath) throws -> Dataset {
        try storage.database.read { connection in
            let id = try Datasets.id(of: path, in: connection)
            return try connection.first(
                "SELECT description, created_at FROM dataset WHERE id = ?", id
            ) { row in
                Dataset(
                    path: path, description: row.text(0),
                    createdAt: Timestamp(milliseconds: row.integer(1)),
                    latest: try Datasets.latest(of: id, in: connection))
            } ?? { throw CatalogError.datasetMissing(path) }()
        }
    }

    /// Versions from the newest to the oldest, those before the number `before` only.
    package func versions(of path: DatasetPath, before: Int?, limit: Int) throws -> [Version] {
        try storage.database.read { connection in
            let id = try Datasets.id(of: path, in: connection)
            return try connection.all(
                """
                SELECT \(Datasets.versionColumns) FROM version
                WHERE dataset = ? AND number < ? ORDER BY number DESC LIMIT ?
                """,
                id, before ?? Int.max, limit, row: Datasets.version(from:))
        }
    }

    /// - Throws: ``CatalogError/datasetMissing(_:)``, ``CatalogError/versionMissing(_:_:)``.
    package func version(_ reference: VersionReference, of path: DatasetPath) throws -> Version {
        try storage.database.read { connection in
            try Datasets.version(reference, of: path, in: connection)
        }
    }

    /// The samples of a version.
    package func manifest(_ reference: VersionReference, of path: DatasetPath) throws
        -> (version: Version, manifest: Manifest)
    {
        let version = try version(reference, of: path)
        return (version, try manifest(of: version))
    }

    package func manifest(of version: Version) throws -> Manifest {
        try storage.manifest(version.digest)
    }

    // MARK: Rows

    static let versionColumns =
        "number, digest, parent, merged_parent, sample_count, byte_count, splits, message, author, "
        + "created_at"
    static let versionColumnCount: Int32 = 10

    static func version(from row: SQLRow) throws -> Version {
        let digest = try row.digest(1)
        return Version(
            number: row.int(0), digest: digest, parent: row.optionalInt(2),
            mergedParent: row.optionalInt(3), sampleCount: row.int(4), byteCount: row.integer(5),
            splitCounts: try splitCounts(row.text(6), of: digest), message: row.text(7),
            author: row.text(8), createdAt: Timestamp(milliseconds: row.integer(9)))
    }

    /// The row of a dataset; nil when there is none.
    static func row(of path: DatasetPath, in connection: SQLConnection) throws -> Int64? {
        try connection.first(
            "SELECT id FROM dataset WHERE namespace = ? AND name = ? AND deleted_at IS NULL",
            path.namespace.text, path.name.text
        ) { $0.integer(0) }
    }

    /// - Throws: ``CatalogError/datasetDeleted(_:)`` while a deleted one has the name.
    static func insert(
        _ path: DatasetPath, description: String, at now: Timestamp, in connection: SQLConnection
    ) throws {
        try refuseDeleted(path, in: connection)
        try connection.run(
            "INSERT INTO dataset (namespace, name, description, created_at) VALUES (?, ?, ?, ?)",
            path.namespace.text, path.name.text, description, now.milliseconds)
    }

    /// The row of a dataset, which is made when there is none.
    static func idOrNew(of path: DatasetPath, at now: Timestamp, in connection: SQLConnection)
        throws
        -> Int64
    {
        if let id = try row(of: path, in: connection) { return id }
        try insert(path, description: "", at: now, in: connection)
        return connection.lastInsertedRowID
    }

    static func id(of path: DatasetPath, in connection: SQLConnection) throws -> Int64 {
        guard let id = try row(of: path, in: connection) else {
            throw CatalogError.datasetMissing(path)
        }
        return id
    }

    /// - Throws: ``CatalogError/datasetDeleted(_:)`` while a deleted dataset has the name.
    static func refuseDeleted(_ path: DatasetPath, in connection: SQLConnection) throws {
        let found = try connection.first(
            "SELECT 1 FROM dataset WHERE namespace = ? AND name = ? AND deleted_at IS NOT NULL",
            path.namespace.text, path.name.text
        ) { _ in true }
        if found != nil { throw CatalogError.datasetDeleted(path) }
    }

    static func latest(of dataset: Int64, in connection: SQLConnection) throws -> Version? {
        try connection.first(
            """
            SELECT \(versionColumns) FROM version WHERE dataset = ?1 AND number =
                (SELECT number FROM ref WHERE dataset = ?1 AND name = ?2)
            """,
            dataset, RefName.main.text, row: version(from:))
    }

    static func insert(
        _ version: Version, describedBy object: Digest, adding byteCount: Int64,
        to dataset: Int64, in connection: SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO version (dataset, number, digest, parent, merged_parent, sample_count,
                byte_count, splits, message, author, created_at, added_byte_count, commit_object)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            dataset, version.number, version.digest.bytes, version.parent, version.mergedParent,
            version.sampleCount, version.byteCount, SplitCount.json(version.splitCounts).text,
            version.message, version.author, version.createdAt.milliseconds, byteCount,
            object.bytes)
    }

    static func version(
        _ reference: VersionReference, of path: DatasetPath, in connection: SQLConnection
    ) throws -> Version {
        let id = try id(of: path, in: connection)
        guard let found = try version(reference, ofDataset: id, in: connection) else {
            throw CatalogError.versionMissing(path, reference)
        }
        return found
    }

    /// Also of a dataset that is deleted; nil when there is no such version.
    static func version(
        _ reference: VersionReference, ofDataset id: Int64, in connection: SQLConnection
    ) throws -> Version? {
        switch reference {
        case .latest: try latest(of: id, in: connection)
        case .number(let number):
            try connection.first(
                "SELECT \(versionColumns) FROM version WHERE dataset = ? AND number = ?",
                id, number, row: version(from:))
        case .digest(let digest):
            try connection.first(
                """
                SELECT \(versionColumns) FROM version WHERE dataset = ? AND digest = ?
                ORDER BY number DESC LIMIT 1
                """,
                id, digest.bytes, row: version(from:))
        case .ref(let name): try Refs.find(name, of: id, in: connection)?.version
        }
    }

    // Written by us as {"train": 1000, …}: anything else is damage.
    private static func splitCounts(_ text: String, of version: Digest) throws -> [SplitCount] {
        let object = (try? JSONReader.read(Array(text.utf8)))?.object
        guard let members = object?.members else { throw CatalogError.corrupt(version) }
        return try members.map { member in
            guard let count = member.value.integer else { throw CatalogError.corrupt(version) }
            return SplitCount(split: SplitName(unchecked: member.name), sampleCount: count)
        }
    }
}

extension SQLRow {
    /// A digest that we stored ourselves.
    func digest(_ column: Int32) throws -> Digest {
        guard let digest = Digest(bytes: blob(column)) else {
            throw SQLError.corrupt("a digest has another length than 32 bytes")
        }
        return digest
    }
}
