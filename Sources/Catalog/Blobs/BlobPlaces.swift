import Blobs
import Codecs
import SQL

/// A blob with its place: the order in which a disk reads best.
struct BlobPlace: Sendable, Equatable {
    let digest: Digest
    let location: BlobLocation

    /// Before all others. Blobs with files of their own come first, then segment by segment.
    static let start = BlobPlace(
        digest: Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount)) ?? Digest.of([]),
        location: BlobLocation(segment: -1, offset: 0, byteCount: 0))
}

extension BlobIndex {
    /// A page of the intact blobs after a place, in the order of places; none left when it is
    /// shorter than `limit`.
    ///
    /// There is no index in this order, which all uploads would pay for: each page reads the whole
    /// table, so ask for many rows.
    ///
    /// - Parameter segments: only blobs in these; nil for all blobs.
    static func places(
        inSegments segments: [Int64]? = nil, after last: BlobPlace, limit: Int,
        in connection: SQLConnection
    ) throws -> [BlobPlace] {
        try connection.all(
            """
            SELECT digest, segment, offset, byte_count FROM blob
            WHERE (segment, offset, digest) > (?1, ?2, ?3) AND quarantined_at IS NULL
                AND (?4 IS NULL OR segment IN (SELECT value FROM json_each(?4)))
            ORDER BY segment, offset, digest LIMIT ?5
            """, last.location.segment, last.location.offset, last.digest.bytes,
            segments.map(list), limit, row: place(from:))
    }

    /// Blobs in quarantine, in the order of their places.
    static func quarantined(limit: Int, in connection: SQLConnection) throws -> [BlobPlace] {
        try connection.all(
            """
            SELECT digest, segment, offset, byte_count FROM blob
            WHERE quarantined_at IS NOT NULL ORDER BY segment, offset, digest LIMIT ?
            """, limit, row: place(from:))
    }

    /// Those of `segments` that a row names.
    static func named(
        _ segments: [Int64], in connection: SQLConnection
    ) throws -> Set<Int64> {
        Set(
            try connection.all(
                """
                SELECT DISTINCT segment FROM blob
                WHERE segment IN (SELECT value FROM json_each(?))
                """, list(segments)
            ) { $0.integer(0) })
    }

    /// A blob whose bytes are at another place now.
    struct Move: Sendable {
        let old: BlobPlace
        let new: BlobLocation

        var digest: Digest { old.digest }
    }

    /// Lets the row name the new place, unless it names another than the old one by now.
    static func move(_ blob: Move, in connection: SQLConnection) throws {
        try connection.run(
            """
            UPDATE blob SET segment = ?, offset = ?
            WHERE digest = ? AND segment = ? AND offset = ? AND quarantined_at IS NULL
            """,
            blob.new.segment, blob.new.offset, blob.digest.bytes, blob.old.location.segment,
            blob.old.location.offset)
    }

    private static func place(from row: SQLRow) throws -> BlobPlace {
        BlobPlace(
            digest: try row.digest(0),
            location: BlobLocation(
                segment: row.integer(1), offset: row.integer(2), byteCount: row.integer(3)))
    }

    private static func list(_ segments: [Int64]) -> String {
        JSON.array(segments.map { .number(Int($0)) }).text
    }
}
