import Records
import SQL

extension IntegrityCheck {
    /// Reads every revision of the log, and looks for numbers that are gone.
    mutating func checkAnnotations() throws {
        var last: Int64 = 0
        while true {
            let page = try storage.database.read { connection in
                try connection.all(
                    """
                    SELECT \(AnnotationRow.columns) FROM annotation
                    WHERE sequence > ? ORDER BY sequence LIMIT ?
                    """,
                    last, IntegrityCheck.pageLength
                ) { row in
                    (
                        sequence: row.integer(0),
                        isReadable: (try? AnnotationRow.annotation(from: row)) != nil
                    )
                }
            }
            for row in page where !row.isReadable {
                report.note(.annotationBroken(sequence: row.sequence))
            }
            report.annotationCount += page.count
            guard page.count == IntegrityCheck.pageLength, let end = page.last else { break }
            last = end.sequence
        }
        try checkCounts()
        try checkSequence()
    }

    private mutating func checkCounts() throws {
        let different = try storage.database.read { connection in
            try connection.all(
                """
                SELECT d.namespace, d.name, l.name FROM labelset AS l
                JOIN dataset AS d ON d.id = l.dataset
                WHERE annotation_count != (SELECT count(*) FROM annotation AS a
                    WHERE a.labelset = l.id AND value IS NOT NULL AND revision =
                        (SELECT max(revision) FROM annotation AS b
                            WHERE b.labelset = a.labelset AND b.id = a.id))
                """
            ) { row in
                IntegrityFinding.labelsetCountDiffers(
                    DatasetPath(
                        namespace: NamespaceName(unchecked: row.text(0)),
                        name: DatasetName(unchecked: row.text(1))),
                    LabelsetName(unchecked: row.text(2)))
            }
        }
        for finding in different { report.note(finding) }
    }

    /// A write that failed gives its number back, so every number up to the newest has a row, or
    /// went with a dataset that was deleted.
    private mutating func checkSequence() throws {
        let (newest, purged) = try storage.database.read { connection in
            (
                try connection.first(
                    "SELECT seq FROM sqlite_sequence WHERE name = 'annotation'"
                ) { $0.integer(0) },
                try connection.first("SELECT total(annotation_count) FROM purge") {
                    Int64($0.double(0))
                }
            )
        }
        let missing = (newest ?? 0) - (purged ?? 0) - Int64(report.annotationCount)
        if missing > 0 { report.note(.annotationsMissing(count: missing)) }
    }
}
