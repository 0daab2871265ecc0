package import Blobs
package import Codecs
import Records
import SQL
import Synchronization

/// Blobs whose bytes are gone or damaged: they are not read any more, and stay known until the
/// same bytes are stored again.
package final class Quarantine: Sendable {
    private let database: Database
    private let moves: BlobMoves
    private let now: @Sendable () -> Timestamp
    private let size: Atomic<Int>

    init(
        _ database: Database, moves: BlobMoves, now: @escaping @Sendable () -> Timestamp
    ) throws {
        self.database = database
        self.moves = moves
        self.now = now
        size = Atomic(try database.read(Quarantine.size(in:)))
    }

    /// Blobs in it at this moment.
    package var count: Int { size.load(ordering: .relaxed) }

    /// Takes in the blob, if it is still at `location`.
    package func put(_ digest: Digest, at location: BlobLocation) throws {
        let foundAt = now().milliseconds
        let newSize = try database.write { connection in
            try connection.run(
                """
                UPDATE blob SET quarantined_at = ?
                WHERE digest = ? AND segment = ? AND offset = ? AND quarantined_at IS NULL
                """,
                foundAt, digest.bytes, location.segment, location.offset)
            return try Quarantine.size(in: connection)
        }
        size.store(newSize, ordering: .relaxed)
        moves.note()
    }

    /// Lets a blob out whose bytes at `location` were found to be those that its digest names.
    ///
    /// - Returns: whether it was in and is out now.
    func release(_ digest: Digest, at location: BlobLocation) throws -> Bool {
        let (isOut, newSize) = try database.write { connection in
            try connection.run(
                """
                UPDATE blob SET quarantined_at = NULL
                WHERE digest = ? AND segment = ? AND offset = ? AND quarantined_at IS NOT NULL
                """,
                digest.bytes, location.segment, location.offset)
            return (connection.changedRowCount > 0, try Quarantine.size(in: connection))
        }
        size.store(newSize, ordering: .relaxed)
        moves.note()
        return isOut
    }

    /// Counts again after blobs were stored or removed, which may have been damaged ones.
    func recount() throws {
        guard count > 0 else { return }
        size.store(try database.read(Quarantine.size(in:)), ordering: .relaxed)
    }

    private static func size(in connection: SQLConnection) throws -> Int {
        try connection.first(
            "SELECT count(*) FROM blob WHERE quarantined_at IS NOT NULL"
        ) { $0.int(0) } ?? 0
    }
}
