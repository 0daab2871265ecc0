import Codecs
import Records
import SQL

/// When upkeep was done and where it stands, across starts of the daemon.
enum UpkeepLog {
    private static let collection = "collection"

    /// Notes that a collection begins, and returns its number: when that is, in milliseconds, but
    /// always above the numbers of all earlier ones, whatever the clock says.
    static func beginCollection(at now: Timestamp, _ storage: Storage) throws -> Int {
        try storage.database.write { connection in
            let last = try connection.first(
                "SELECT began_at FROM upkeep WHERE task = ?", collection
            ) { $0.int(0) }
            let number = max(Int(now.milliseconds), (last ?? 0) + 1)
            try connection.run(
                """
                INSERT INTO upkeep (task, began_at) VALUES (?, ?)
                ON CONFLICT (task) DO UPDATE SET began_at = excluded.began_at, ended_at = NULL
                """, collection, number)
            return number
        }
    }

    static func endCollection(at now: Timestamp, _ storage: Storage) throws {
        try storage.database.write { connection in
            try connection.run(
                "UPDATE upkeep SET ended_at = ? WHERE task = ?", now.milliseconds, collection)
        }
    }

    /// When the last collection ended; nil when none has, or the newest did not.
    static func lastCollection(in connection: SQLConnection) throws -> Timestamp? {
        try connection.first("SELECT ended_at FROM upkeep WHERE task = ?", collection) {
            $0.optionalInteger(0).map(Timestamp.init(milliseconds:))
        } ?? nil
    }
}
