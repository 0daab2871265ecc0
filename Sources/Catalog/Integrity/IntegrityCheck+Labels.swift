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
                WHERE annotation_count != \(Labelsets.standing(in: "l"))
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

    private mutating func checkSequence() throws {
        let missing = try storage.database.read { try Annotations.missingCount(in: $0) }
        if missing > 0 { report.note(.annotationsMissing(count: missing)) }
    }
}
