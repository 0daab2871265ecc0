import Blobs
import Codecs
import Records
import SQL

/// The rows that say where blobs are: a row is the proof that its blob is durable.
///
/// A row may be quarantined: its bytes were found damaged, nobody reads them, and the same bytes
/// stored again replace them. It may be condemned: a collection found no reference to it, and a
/// later one removes it unless somebody asks for it in order to refer to it.
enum BlobIndex {
    /// A row of the table.
    struct Entry {
        let location: BlobLocation
        let isQuarantined: Bool
        /// The number of the collection that condemned it; nil for the others.
        let condemnedAt: Int?
    }

    /// The columns of an entry, in its initialiser's order.
    private static let columns = "segment, offset, byte_count, quarantined_at, condemned_at"

    /// Where a blob is; nil when the store does not have it.
    ///
    /// - Throws: ``CatalogError/blobQuarantined(_:)``.
    static func location(of digest: Digest, in connection: SQLConnection) throws -> BlobLocation? {
        guard let entry = try entry(of: digest, in: connection) else { return nil }
        if entry.isQuarantined { throw CatalogError.blobQuarantined(digest) }
        return entry.location
    }

    static func entry(of digest: Digest, in connection: SQLConnection) throws -> Entry? {
        try connection.first(
            """
            SELECT \(columns) FROM blob WHERE digest = ?
            """, digest.bytes
        ) { entry(from: $0) }
    }

    /// A page of rows in the order of their digests, those after `last` only; none left when it is
    /// shorter than `limit`.
    static func page(
        after last: [UInt8], limit: Int, in connection: SQLConnection
    ) throws -> [(digest: Digest, entry: Entry)] {
        try connection.all(
            """
            SELECT \(columns), digest FROM blob WHERE digest > ? ORDER BY digest LIMIT ?
            """, last, limit
        ) { (digest: try $0.digest(5), entry: entry(from: $0)) }
    }

    private static func entry(from row: SQLRow) -> Entry {
        Entry(
            location: BlobLocation(
                segment: row.integer(0), offset: row.integer(1), byteCount: row.integer(2)),
            isQuarantined: !row.isNull(3), condemnedAt: row.optionalInt(4))
    }

    /// Those of `digests` that are stored and intact, for somebody who goes on to refer to them:
    /// what was condemned is not any more.
    static func intact(
        _ digests: some Sequence<Digest>, in database: Database
    ) throws -> [Digest: BlobLocation] {
        var (found, condemned): ([Digest: BlobLocation], [Digest]) = ([:], [])
        try database.read { connection in
            for digest in digests {
                guard let entry = try entry(of: digest, in: connection), !entry.isQuarantined
                else { continue }
                if entry.condemnedAt == nil {
                    found[digest] = entry.location
                } else {
                    condemned.append(digest)
                }
            }
        }
        if condemned.isEmpty { return found }
        return found.merging(try absolve(condemned, in: database)) { old, _ in old }
    }

    /// Takes condemnations back, in the writer: there a removal is before this or after, and a blob
    /// that is gone by now is not in the answer.
    private static func absolve(
        _ digests: [Digest], in database: Database
    ) throws -> [Digest: BlobLocation] {
        try database.write { connection in
            var found: [Digest: BlobLocation] = [:]
            for digest in digests {
                try connection.run(
                    "UPDATE blob SET condemned_at = NULL WHERE digest = ?", digest.bytes)
                guard let entry = try entry(of: digest, in: connection), !entry.isQuarantined
                else { continue }
                found[digest] = entry.location
            }
            return found
        }
    }

    /// Records blobs whose bytes are damaged, where there is no row of an intact copy.
    static func insertDamaged(
        _ blobs: [(digest: Digest, location: BlobLocation)], at now: Timestamp,
        in connection: SQLConnection
    ) throws {
        for blob in blobs {
            try connection.run(
                """
                INSERT OR IGNORE INTO blob (digest, segment, offset, byte_count, quarantined_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                blob.digest.bytes, blob.location.segment, blob.location.offset,
                blob.location.byteCount, now.milliseconds)
        }
    }

    /// Records durable blobs; returns how many were new, or replace damaged ones.
    static func insert(
        _ blobs: [(digest: Digest, location: BlobLocation)], in connection: SQLConnection
    )
        throws -> Int
    {
        var newCount = 0
        for blob in blobs {
            try connection.run(
                """
                INSERT INTO blob (digest, segment, offset, byte_count) VALUES (?, ?, ?, ?)
                ON CONFLICT (digest) DO UPDATE SET
                    segment = excluded.segment, offset = excluded.offset,
                    byte_count = excluded.byte_count, quarantined_at = NULL,
                    condemned_at = NULL
                WHERE quarantined_at IS NOT NULL
                """,
                blob.digest.bytes, blob.location.segment, blob.location.offset,
                blob.location.byteCount)
            newCount += connection.changedRowCount
        }
        return newCount
    }
}
