import Blobs
import Codecs
import Records
import SQL

/// When upkeep was done and where it stands, across starts of the daemon.
enum UpkeepLog {
    enum Task: String {
        case collection, scrub
    }

    /// Notes that a collection begins, and returns its number: when that is, in milliseconds, but
    /// always above the numbers of all earlier ones, whatever the clock says.
    static func beginCollection(at now: Timestamp, _ storage: Storage) throws -> Int {
        try storage.database.write { connection in
            let last = try connection.first(
                "SELECT began_at FROM upkeep WHERE task = ?", Task.collection.rawValue
            ) { $0.int(0) }
            let number = max(Int(now.milliseconds), (last ?? 0) + 1)
            try begin(.collection, at: number, in: connection)
            return number
        }
    }

    /// Notes that a scrub begins or goes on, and returns the place before the first blob to read.
    static func beginScrub(at now: Timestamp, _ storage: Storage) throws -> BlobPlace {
        try storage.database.write { connection in
            let saved = try connection.first(
                """
                SELECT digest, segment, offset FROM upkeep
                WHERE task = ? AND ended_at IS NULL AND digest IS NOT NULL
                """, Task.scrub.rawValue
            ) { row in
                BlobPlace(
                    digest: try row.digest(0),
                    location: BlobLocation(
                        segment: row.integer(1), offset: row.integer(2), byteCount: 0))
            }
            if let saved { return saved }
            try begin(.scrub, at: Int(now.milliseconds), in: connection)
            return .start
        }
    }

    static func saveScrub(at place: BlobPlace, _ storage: Storage) throws {
        try storage.database.write { connection in
            try connection.run(
                "UPDATE upkeep SET digest = ?, segment = ?, offset = ? WHERE task = ?",
                place.digest.bytes, place.location.segment, place.location.offset,
                Task.scrub.rawValue)
        }
    }

    static func end(_ task: Task, at now: Timestamp, _ storage: Storage) throws {
        try storage.database.write { connection in
            try connection.run(
                "UPDATE upkeep SET ended_at = ? WHERE task = ?", now.milliseconds, task.rawValue)
        }
    }

    /// When the task came to its end; nil when it never has, or the newest did not.
    static func lastEnd(of task: Task, in connection: SQLConnection) throws -> Timestamp? {
        try connection.first("SELECT ended_at FROM upkeep WHERE task = ?", task.rawValue) {
            $0.optionalInteger(0).map(Timestamp.init(milliseconds:))
        } ?? nil
    }

    private static func begin(_ task: Task, at now: Int, in connection: SQLConnection) throws {
        try connection.run(
            "INSERT OR REPLACE INTO upkeep (task, began_at) VALUES (?, ?)", task.rawValue, now)
    }
}
