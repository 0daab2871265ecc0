import Blobs
import Codecs
import SQL

/// The rows that say where blobs are: a row is the proof that its blob is durable.
enum BlobIndex {
    /// Where a blob is; nil when the store does not have it.
    static func location(of digest: Digest, in connection: SQLConnection) throws -> BlobLocation? {
        try connection.first(
            "SELECT segment, offset, byte_count FROM blob WHERE digest = ?", digest.bytes
        ) { row in
            BlobLocation(
                segment: row.integer(0), offset: row.integer(1), byteCount: row.integer(2))
        }
    }

    /// Records durable blobs; returns how many were new.
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
                ON CONFLICT DO NOTHING
                """,
                blob.digest.bytes, blob.location.segment, blob.location.offset,
                blob.location.byteCount)
            newCount += connection.changedRowCount
        }
        return newCount
    }
}
