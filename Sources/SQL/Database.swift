internal import Posix

/// A database file: one writer, several readers, nothing acknowledged that is not durable.
///
/// SQLite with a write-ahead log and `synchronous=FULL` (sqlite.org/wal.html): readers see the
/// state of one moment and are never blocked by the writer.
package final class Database: Sendable {
    private let path: String
    private let settings: DatabaseSettings
    private let writer: Writer
    private let readers: ReaderPool

    /// Opens or makes the database and brings its schema to the last of `migrations`.
    package init(path: String, settings: DatabaseSettings, migrations: [Migration]) throws {
        self.path = path
        self.settings = settings
        // The writer first: it makes the file, the log and the schema that the readers need.
        writer = try Writer(path: path, settings: settings, migrations: migrations)
        do {
            readers = try ReaderPool(path: path, settings: settings)
        } catch {
            writer.close()
            throw error
        }
    }

    deinit { close() }

    /// False after a failed sync: nothing is written any more until the database is opened anew.
    package var isWritable: Bool { writer.isWritable }

    /// Runs `body` on a connection of its own; all that it reads is of one moment.
    ///
    /// Blocks while all readers are lent. Throws ``SQLError/busy`` when none comes back in time,
    /// ``SQLError/interrupted`` when the body reads too long, and whatever the body throws.
    package func read<T>(_ body: (SQLConnection) throws -> T) throws -> T {
        try readers.read(body)
    }

    /// Runs `body` in a transaction on the writer's thread and returns once that is durable.
    ///
    /// When the body throws, what it did is undone, and nothing else is. When the commit fails,
    /// this throws its error: after ``SQLError/io(_:)`` it is unknown whether the change will be
    /// there when the database is opened again, and until then writes are
    /// ``SQLError/unusable``. The body must not wait for another write, and must neither begin
    /// nor end a transaction. The schema must not defer constraints to the commit: one write
    /// would fail its whole group.
    package func write<T: Sendable>(
        _ body: @escaping @Sendable (SQLConnection) throws -> T
    ) throws -> T {
        try writer.write(body)
    }

    /// Writes that wait for the writer at this moment.
    package var queuedWriteCount: Int { writer.queuedWriteCount }

    /// Takes no more writes, and refuses those that wait with ``SQLError/closed``: for an end that
    /// must not take long. The one that is under way is finished.
    package func refuseWrites() { writer.refuse() }

    /// Writes what waits, empties the log into the file and closes it. Later calls throw
    /// ``SQLError/closed``; a read that is under way ends as usual.
    package func close() {
        readers.close()
        writer.close()
    }

    /// What SQLite finds wrong with the file and its references: no sentence, no problem.
    package func integrityProblems() throws -> [String] {
        // A connection of its own: this reads everything, beyond the deadline of a read.
        let connection = try SQLConnection(path: path, access: .readOnly, settings: settings)
        let damages = try connection.all("PRAGMA integrity_check") { $0.text(0) }
        let dangling = try connection.all("PRAGMA foreign_key_check") { row in
            "row \(row.integer(1)) of \(row.text(0)) names a row of \(row.text(2)) that is missing"
        }
        return damages.filter { $0 != "ok" } + dangling
    }

    /// Whether the file at `path` is a database without any table: new, or emptied. It is made
    /// when it is not there.
    package static func isEmpty(_ path: String, settings: DatabaseSettings) throws -> Bool {
        let connection = try SQLConnection(path: path, access: .readAndWrite, settings: settings)
        return try connection.tables().isEmpty
    }

    /// Copies one moment of the database at `source`, which another process may have open, into the
    /// new file `path`, compacted and durable.
    ///
    /// - Throws: Also when something is at `path` already.
    package static func copy(_ source: String, to path: String, settings: DatabaseSettings) throws {
        let connection = try SQLConnection(path: source, access: .readOnly, settings: settings)
        try connection.run("VACUUM INTO ?", path)
        try File(path: path, access: .readAndWrite).sync()
        try Directory.containing(path).sync()
    }
}
