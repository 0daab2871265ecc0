import Codecs
import Records
import SQL

/// The table `annotation` and the values in it.
enum AnnotationRow {
    static let columns =
        "sequence, id, revision, sample, field, value, attributes, confidence, source, author, "
        + "created_at"

    static func annotation(from row: SQLRow) throws -> Annotation {
        let value = try row.optionalText(5).map { try LabelValue(JSON(stored: $0)) }
        guard let attributes = try JSON(stored: row.text(6)).object else {
            throw SQLError.corrupt("an annotation's attributes are no JSON object")
        }
        return Annotation(
            sequence: row.integer(0), id: AnnotationID(unchecked: row.text(1)),
            revision: row.int(2),
            statement: Statement(
                sample: SampleKey(unchecked: row.text(3)), field: FieldName(unchecked: row.text(4)),
                value: value, attributes: attributes, confidence: row.optionalDouble(7),
                source: try Source(row.text(8))),
            author: row.text(9), createdAt: Timestamp(milliseconds: row.integer(10)))
    }

    // The plus keeps SQLite from reading a whole labelset by its sequence numbers.
    static let newestStatement = """
        SELECT \(columns) FROM annotation WHERE labelset = ? AND id = ? AND +sequence <= ?
        ORDER BY revision DESC LIMIT 1
        """

    /// The newest revision of an annotation as of a moment, withdrawn or not.
    static func newest(
        _ name: AnnotationID, in labelset: Int64, asOf moment: Int64, _ connection: SQLConnection
    ) throws -> Annotation? {
        try connection.first(
            newestStatement, labelset, name.text, moment, row: annotation(from:))
    }

    /// One revision of an annotation; nil when there is none of that number.
    static func revision(
        _ number: Int, of name: AnnotationID, in labelset: Int64, _ connection: SQLConnection
    ) throws -> Annotation? {
        try connection.first(
            "SELECT \(columns) FROM annotation WHERE labelset = ? AND id = ? AND revision = ?",
            labelset, name.text, number, row: annotation(from:))
    }

    /// Appends a revision and returns it with its place in the log.
    static func append(
        _ statement: Statement, id: AnnotationID, revision: Int, labelset: Int64, author: String,
        at now: Timestamp, _ connection: SQLConnection
    ) throws -> Annotation {
        try connection.run(
            """
            INSERT INTO annotation (labelset, id, revision, sample, field, value, attributes,
                confidence, source, author, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            labelset, id.text, revision, statement.sample.text, statement.field.text,
            statement.value?.json.text, JSON.object(statement.attributes).text,
            statement.confidence, statement.source.description, author, now.milliseconds)
        return Annotation(
            sequence: connection.lastInsertedRowID, id: id, revision: revision,
            statement: statement, author: author, createdAt: now)
    }
}

extension JSON {
    /// JSON that we stored ourselves; anything unreadable is damage.
    init(stored text: String) throws {
        guard let value = try? JSONReader.read(Array(text.utf8)) else {
            throw SQLError.corrupt("a column holds text that is no JSON")
        }
        self = value
    }
}
