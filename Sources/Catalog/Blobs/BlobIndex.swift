import Blobs
import Codecs
import SQL

/// The rows that say where blobs are: a row is the proof that its blob is durable.
///
/// A row may be quarantined (its bytes were found damaged: nobody reads them, and the same bytes
/// stored again replace them) and condemned (a collection found no use for it: a later one removes
/// it, unless somebody claims it before).
enum BlobIndex {
    /// A row of the table.
    struct Entry {
        let location: BlobLocation
        let isQuarantined: Bool
        let isCondemned: Bool
    }

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
            SELECT segment, offset, byte_count, quarantined_at, condemned_in FROM blob
            WHERE digest = ?
            """, digest.bytes
        ) { row in
            Entry(
                location: BlobLocation(
                    segment: row.integer(0), offset: row.integer(1), byteCount: row.integer(2)),
                isQuarantined: !row.isNull(3), isCondemned: !row.isNull(4))
        }
    }

    /// Those of `digests` that are stored and intact, for somebody who goes on to refer to them.
    ///
    /// None of them is condemned afterwards. A collection removes only what an earlier one has
    /// condemned, so they stay for as long as one waits between the two at least.
    static func claim(
        _ digests: some Sequence<Digest>, in database: Database
    ) throws -> [Digest: BlobLocation] {
        var found: [Digest: BlobLocation] = [:]
        var condemned: [Digest] = []
        try database.read { connection in
            for digest in digests {
                guard let entry = try entry(of: digest, in: connection), !entry.isQuarantined
                else { continue }
                if entry.isCondemned {
                    condemned.append(digest)
                } else {
                    found[digest] = entry.location
                }
            }
        }
        guard !condemned.isEmpty else { return found }
        let absolved = try database.write { [condemned] connection in
            try absolve(condemned, in: connection)
        }
        return found.merging(absolved) { _, new in new }
    }

    /// Takes back a condemnation. The writer is one, so this and a removal never meet: who is
    /// absolved is there, who is gone is not in the result.
    private static func absolve(
        _ digests: [Digest], in connection: SQLConnection
    ) throws -> [Digest: BlobLocation] {
        var locations: [Digest: BlobLocation] = [:]
        for digest in digests {
            try connection.run(
                "UPDATE blob SET condemned_in = NULL WHERE digest = ? AND condemned_in IS NOT NULL",
                digest.bytes)
            guard let entry = try entry(of: digest, in: connection), !entry.isQuarantined
            else { continue }
            locations[digest] = entry.location
        }
        return locations
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
                    byte_count = excluded.byte_count, quarantined_at = NULL, condemned_in = NULL
                WHERE quarantined_at IS NOT NULL OR condemned_in IS NOT NULL
                """,
                blob.digest.bytes, blob.location.segment, blob.location.offset,
                blob.location.byteCount)
            newCount += connection.changedRowCount
        }
        return newCount
    }
}
