import Codecs
package import Records
import SQL

/// Labelsets: append-only logs of annotations, read as of any moment.
package struct Labelsets: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// - Throws: ``CatalogError/labelsetExists(_:)``, ``CatalogError/datasetMissing(_:)``.
    package func create(_ name: LabelsetName, of path: DatasetPath, description: String) throws
        -> Labelset
    {
        let now = storage.now()
        return try storage.database.write { connection in
            let dataset = try Datasets.id(of: path, in: connection)
            if try Labelsets.row(of: name, dataset: dataset, in: connection) != nil {
                throw CatalogError.labelsetExists(name)
            }
            try connection.run(
                "INSERT INTO labelset (dataset, name, description, created_at) VALUES (?, ?, ?, ?)",
                dataset, name.text, description, now.milliseconds)
            return Labelset(
                name: name, description: description, createdAt: now, annotationCount: 0,
                sequence: 0)
        }
    }

    /// Labelsets of a dataset in the order of their names, those after `after` only.
    package func list(of path: DatasetPath, after: LabelsetName?, limit: Int) throws -> [Labelset] {
        try storage.database.read { connection in
            try connection.all(
                """
                SELECT name, description, created_at, id, annotation_count FROM labelset
                WHERE dataset = ? AND name > ? ORDER BY name LIMIT ?
                """,
                try Datasets.id(of: path, in: connection), after?.text ?? "", limit
            ) { row in try Labelsets.labelset(from: row, in: connection) }
        }
    }

    package func labelset(_ name: LabelsetName, of path: DatasetPath) throws -> Labelset {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: name, path: path, in: connection)
            return try connection.first(
                """
                SELECT name, description, created_at, id, annotation_count FROM labelset
                WHERE id = ?
                """,
                id
            ) { row in try Labelsets.labelset(from: row, in: connection) }
                ?? { throw CatalogError.labelsetMissing(name) }()
        }
    }

    // MARK: Rows

    /// The row of a labelset; nil when there is none.
    static func row(of name: LabelsetName, dataset: Int64, in connection: SQLConnection) throws
        -> Int64?
    {
        try connection.first(
            "SELECT id FROM labelset WHERE dataset = ? AND name = ?", dataset, name.text
        ) { $0.integer(0) }
    }

    static func id(of name: LabelsetName, path: DatasetPath, in connection: SQLConnection) throws
        -> Int64
    {
        let dataset = try Datasets.id(of: path, in: connection)
        guard let id = try row(of: name, dataset: dataset, in: connection) else {
            throw CatalogError.labelsetMissing(name)
        }
        return id
    }

    /// The sequence number of a labelset's newest revision; 0 when it has none.
    static func newestSequence(of labelset: Int64, in connection: SQLConnection) throws -> Int64 {
        try connection.first(
            "SELECT max(sequence) FROM annotation WHERE labelset = ?", labelset
        ) { $0.optionalInteger(0) ?? 0 } ?? 0
    }

    /// Notes that so many more annotations stand, or fewer.
    static func moveCount(of labelset: Int64, by difference: Int, in connection: SQLConnection)
        throws
    {
        guard difference != 0 else { return }
        try connection.run(
            "UPDATE labelset SET annotation_count = annotation_count + ? WHERE id = ?", difference,
            labelset)
    }

    /// Counts the annotations that stand anew, in all labelsets.
    static func recount(in connection: SQLConnection) throws {
        try connection.run("UPDATE labelset SET annotation_count = \(standing(in: "labelset"))")
    }

    /// How many annotations stand in a labelset, counted one by one.
    static func standing(in labelset: String) -> String {
        """
        (SELECT count(*) FROM annotation AS a
            WHERE a.labelset = \(labelset).id AND value IS NOT NULL AND revision =
                (SELECT max(revision) FROM annotation AS b
                    WHERE b.labelset = a.labelset AND b.id = a.id))
        """
    }

    private static func labelset(from row: SQLRow, in connection: SQLConnection) throws -> Labelset
    {
        let id = row.integer(3)
        return Labelset(
            name: LabelsetName(unchecked: row.text(0)), description: row.text(1),
            createdAt: Timestamp(milliseconds: row.integer(2)), annotationCount: row.int(4),
            sequence: try newestSequence(of: id, in: connection))
    }
}
