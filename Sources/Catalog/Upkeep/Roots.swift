import Codecs
import Records
import SQL

/// Everything that keeps blobs: whoever makes something new that refers to blobs adds it here.
///
/// Benchmarks and views name versions, and versions stay; so they are not among these.
enum Roots {
    /// Rows read in one transaction.
    private static let pageLength = 1000

    /// Calls `body` with the root page and the commit object of each version, those of a dataset
    /// one after the other.
    ///
    /// - Parameter moment: versions of datasets that were deleted before it are left out.
    static func forEachVersion(
        in database: Database, exceptDeletedBefore moment: Timestamp,
        _ body: (_ root: Digest, _ commitObject: Digest?) throws -> Void
    ) throws {
        var last: (dataset: Int64, number: Int) = (0, 0)
        while true {
            let page = try database.read { connection in
                try connection.all(
                    """
                    SELECT digest, commit_object, dataset, number FROM version
                    WHERE (dataset, number) > (?, ?) AND dataset NOT IN
                        (SELECT id FROM dataset WHERE deleted_at < ?)
                    ORDER BY dataset, number LIMIT ?
                    """, last.dataset, last.number, moment.milliseconds, pageLength
                ) { row in
                    (
                        root: try row.digest(0),
                        commitObject: row.isNull(1) ? nil : try row.digest(1),
                        place: (row.integer(2), row.int(3))
                    )
                }
            }
            for version in page { try body(version.root, version.commitObject) }
            guard page.count == pageLength, let end = page.last else { return }
            last = end.place
        }
    }

    /// Calls `body` with each blob that is referred to by itself: the outcomes of runs.
    static func forEachBlob(in database: Database, _ body: (Digest) throws -> Void) throws {
        var last: (run: [UInt8], metric: Int) = ([], 0)
        while true {
            let page = try database.read { connection in
                try connection.all(
                    """
                    SELECT digest, run, metric FROM outcome WHERE (run, metric) > (?, ?)
                    ORDER BY run, metric LIMIT ?
                    """, last.run, last.metric, pageLength
                ) { (digest: try $0.digest(0), place: ($0.blob(1), $0.int(2))) }
            }
            for outcome in page { try body(outcome.digest) }
            guard page.count == pageLength, let end = page.last else { return }
            last = end.place
        }
    }
}
