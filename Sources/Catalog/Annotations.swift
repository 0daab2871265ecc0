import Codecs
package import Records
import SQL

/// Reading one labelset: what stands, what stood, what changed.
package struct Annotations: Sendable {
    let storage: Storage
    let path: DatasetPath
    let labelset: LabelsetName

    package init(_ storage: Storage, of path: DatasetPath, in labelset: LabelsetName) {
        self.storage = storage
        self.path = path
        self.labelset = labelset
    }

    /// The annotations that stand as of a sequence number, in the order of their ids.
    ///
    /// - Parameters:
    ///   - asOf: nil means now.
    ///   - sample: only those of this sample.
    package func list(asOf: Int64?, sample: SampleKey?, after: AnnotationID?, limit: Int) throws
        -> [Annotation]
    {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            let moment = try moment(asOf, of: id, in: connection)
            // One statement for each question: each has its index. A plus takes a term out of the
            // choice of the index (sqlite.org/optoverview.html).
            let (page, ofSample) =
                sample == nil ? ("id > ?2", "") : ("+id > ?2", "AND sample = ?5")
            let statement = """
                SELECT \(AnnotationRow.columns) FROM annotation AS a
                WHERE labelset = ?1 AND \(page) AND +sequence <= ?3 \(ofSample)
                AND value IS NOT NULL
                AND revision = (SELECT max(revision) FROM annotation AS b
                    WHERE b.labelset = ?1 AND b.id = a.id AND +b.sequence <= ?3)
                ORDER BY id LIMIT ?4
                """
            var values: [any SQLBindable] = [id, after?.text ?? "", moment, limit]
            if let sample { values.append(sample.text) }
            return try connection.all(statement, values, row: AnnotationRow.annotation(from:))
        }
    }

    /// Hands over every annotation of one field that stands as of a moment, in no order.
    package func forEach(asOf moment: Int64, field: FieldName, _ body: (Annotation) throws -> Void)
        throws
    {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            try connection.each(
                """
                SELECT \(AnnotationRow.columns) FROM annotation AS a
                WHERE labelset = ?1 AND sequence <= ?2 AND value IS NOT NULL AND field = ?3
                AND revision = (SELECT max(revision) FROM annotation AS b
                    WHERE b.labelset = ?1 AND b.id = a.id AND +b.sequence <= ?2)
                ORDER BY sequence
                """,
                id, moment, field.text
            ) { row in try body(try AnnotationRow.annotation(from: row)) }
        }
    }

    /// One annotation as of a moment; a withdrawn one is missing.
    package func annotation(_ name: AnnotationID, asOf: Int64?) throws -> Annotation {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            let moment = try moment(asOf, of: id, in: connection)
            let found = try AnnotationRow.newest(name, in: id, asOf: moment, connection)
            guard let found, found.statement.value != nil else {
                throw CatalogError.annotationMissing(name)
            }
            return found
        }
    }

    /// Revisions of one annotation, oldest first, those after the number `after` only.
    package func revisions(of name: AnnotationID, after: Int = 0, limit: Int) throws
        -> [Annotation]
    {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            let found = try connection.all(
                """
                SELECT \(AnnotationRow.columns) FROM annotation
                WHERE labelset = ? AND id = ? AND revision > ? ORDER BY revision LIMIT ?
                """,
                id, name.text, after, limit, row: AnnotationRow.annotation(from:))
            guard !found.isEmpty || after > 0 else {
                throw CatalogError.annotationMissing(name)
            }
            return found
        }
    }

    /// Revisions after a sequence number, oldest first, and the number to ask from next.
    package func changes(after sequence: Int64, limit: Int) throws
        -> (revisions: [Annotation], sequence: Int64)
    {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            try Annotations.refuseAhead(sequence, in: connection)
            let found = try connection.all(
                """
                SELECT \(AnnotationRow.columns) FROM annotation
                WHERE labelset = ? AND sequence > ? ORDER BY sequence LIMIT ?
                """,
                id, sequence, limit, row: AnnotationRow.annotation(from:))
            return (found, found.last?.sequence ?? sequence)
        }
    }

    /// The moment to pin: the one asked for, or the newest.
    package func moment(_ asOf: Int64?) throws -> Int64 {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            return try moment(asOf, of: id, in: connection)
        }
    }

    private func moment(_ asOf: Int64?, of id: Int64, in connection: SQLConnection) throws -> Int64
    {
        guard let asOf else { return try Labelsets.newestSequence(of: id, in: connection) }
        try Annotations.refuseAhead(asOf, in: connection)
        return asOf
    }

    /// A moment that has not come could mean another thing tomorrow.
    private static func refuseAhead(_ sequence: Int64, in connection: SQLConnection) throws {
        let newest = try connection.first("SELECT max(sequence) FROM annotation") {
            $0.optionalInteger(0) ?? 0
        }
        guard sequence <= newest ?? 0 else {
            throw CatalogError.momentAhead(asOf: sequence, newest: newest ?? 0)
        }
    }

    /// Annotations that are gone from the log and not known to be.
    ///
    /// A write that failed gives its number back, so every number up to the newest has a row, or
    /// went with a dataset that was deleted.
    static func missingCount(in connection: SQLConnection) throws -> Int64 {
        try connection.first(
            """
            SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'annotation'), 0)
                - (SELECT coalesce(sum(annotation_count), 0) FROM purge)
                - (SELECT count(*) FROM annotation)
            """
        ) { $0.integer(0) } ?? 0
    }
}
