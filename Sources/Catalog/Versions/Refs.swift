package import Records
import SQL

/// Branches and tags: names for versions of a dataset.
package struct Refs: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// Refs in the order of their names, those after `after` only.
    package func list(of path: DatasetPath, after: RefName?, limit: Int) throws -> [Ref] {
        try storage.database.read { connection in
            try connection.all(
                """
                SELECT \(Refs.columns) WHERE ref.dataset = ? AND ref.name > ?
                ORDER BY ref.name LIMIT ?
                """,
                try Datasets.id(of: path, in: connection), after?.text ?? "", limit,
                row: Refs.ref(from:))
        }
    }

    /// - Throws: ``CatalogError/datasetMissing(_:)``, ``CatalogError/refMissing(_:_:)``.
    package func ref(_ name: RefName, of path: DatasetPath) throws -> Ref {
        try storage.database.read { connection in
            let dataset = try Datasets.id(of: path, in: connection)
            guard let ref = try Refs.find(name, of: dataset, in: connection) else {
                throw CatalogError.refMissing(path, name)
            }
            return ref
        }
    }

    /// Lets a name stand for a version: makes it, or moves a branch from where the caller knows it.
    ///
    /// - Parameter expected: the number of the version that the branch stands for; 0 for none, nil
    ///   when the caller says nothing.
    /// - Throws: ``CatalogError/refMoved(_:expected:current:)``, ``CatalogError/refExists(_:)``;
    ///   nothing is changed then.
    package func put(
        _ name: RefName, _ kind: Ref.Kind, to reference: VersionReference, of path: DatasetPath,
        expected: Int?, author: String
    ) throws -> (ref: Ref, isNew: Bool) {
        let now = storage.now()
        return try storage.database.write { connection in
            let dataset = try Datasets.id(of: path, in: connection)
            let version = try Datasets.version(reference, of: path, in: connection)
            let current = try Refs.find(name, of: dataset, in: connection)
            if let expected, expected != current?.version.number ?? 0 {
                throw CatalogError.refMoved(name, expected: expected, current: current?.version)
            }
            if let current {
                if current.kind == kind, current.version.number == version.number {
                    return (current, false)
                }
                // A tag never moves, and a branch from where nobody says that he knows it neither.
                guard kind == .branch, current.kind == .branch else {
                    throw CatalogError.refExists(current)
                }
                guard expected != nil else { throw CatalogError.refUnconditional(current) }
            }
            try Refs.set(
                name, kind, to: version.number, of: dataset, author: author, at: now,
                in: connection)
            let ref = Ref(
                name: name, kind: kind, version: version, author: author, movedAt: now)
            return (ref, current == nil)
        }
    }

    /// Forgets a name; the version stays.
    ///
    /// - Throws: ``CatalogError/refMissing(_:_:)``, ``CatalogError/refIsMain``.
    package func delete(_ name: RefName, of path: DatasetPath) throws {
        if name == .main { throw CatalogError.refIsMain }
        try storage.database.write { connection in
            try connection.run(
                "DELETE FROM ref WHERE dataset = ? AND name = ?",
                try Datasets.id(of: path, in: connection), name.text)
            guard connection.changedRowCount == 1 else {
                throw CatalogError.refMissing(path, name)
            }
        }
    }

    // MARK: Rows

    static func find(
        _ name: RefName, of dataset: Int64, in connection: SQLConnection
    ) throws -> Ref? {
        try connection.first(
            "SELECT \(columns) WHERE ref.dataset = ? AND ref.name = ?", dataset, name.text,
            row: ref(from:))
    }

    static func set(
        _ name: RefName, _ kind: Ref.Kind, to number: Int, of dataset: Int64, author: String,
        at now: Timestamp, in connection: SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO ref (dataset, name, kind, number, author, moved_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (dataset, name) DO UPDATE SET
                number = excluded.number, author = excluded.author, moved_at = excluded.moved_at
            """,
            dataset, name.text, kind.rawValue, number, author, now.milliseconds)
    }

    /// With the tables they are read from: a version's columns first.
    private static let columns = """
        \(Datasets.versionColumns.split(separator: ", ").map { "version." + $0 }
            .joined(separator: ", ")),
        ref.name, ref.kind, ref.author, ref.moved_at
        FROM ref JOIN version ON version.dataset = ref.dataset AND version.number = ref.number
        """

    private static func ref(from row: SQLRow) throws -> Ref {
        let first = Datasets.versionColumnCount
        guard let kind = Ref.Kind(rawValue: row.text(first + 1)) else {
            throw SQLError.corrupt("a ref is neither a branch nor a tag")
        }
        return Ref(
            name: RefName(unchecked: row.text(first)), kind: kind,
            version: try Datasets.version(from: row), author: row.text(first + 2),
            movedAt: Timestamp(milliseconds: row.integer(first + 3)))
    }
}
