import Blobs
import Glibc
import Posix
package import Records
package import SQL

/// Builds the index of a data directory anew, from its store and from what the old index still
/// gives.
///
/// 1. The old index is moved aside.
/// 2. A new one is built as `index.repaired.db`: a row for each blob in the store, then the rows
///    of the old index that can be read and refer to nothing that is gone, then, where versions
///    are missing, those that the store has commit objects of.
/// 3. It gets the name `index.db` when it is whole and durable. The old one stays beside it.
///
/// A repair that breaks off is begun again; until it ends the daemon does not start.
package struct Repair {
    private static let newName = "index.repaired.db"

    let storage: Storage
    let files: LocalBlobStore
    let progress: (ByteProgress) -> Void
    var report = RepairReport()
    /// What the walk through the store has met of versions.
    var commits: [CommitObject] = []

    /// - Throws: ``RepairError``, ``DataDirectoryError``, and what the index and the store throw.
    package static func run(
        of path: String, databaseSettings: DatabaseSettings,
        now: @escaping @Sendable () -> Timestamp, progress: @escaping (ByteProgress) -> Void
    ) throws -> RepairReport {
        guard access(path + "/store/segments", F_OK) == 0 else {
            throw RepairError.noStore(path: path)
        }
        return try DataDirectory.naming(path) {
            try run(in: path, databaseSettings, now: now, progress: progress)
        }
    }

    private static func run(
        in path: String, _ databaseSettings: DatabaseSettings,
        now: @escaping @Sendable () -> Timestamp, progress: @escaping (ByteProgress) -> Void
    ) throws -> RepairReport {
        let directory = try DataDirectory.makeDirectory(path)
        let lock = try DataDirectory.makeLock(of: directory, path: path)
        let old = OldIndex(directory: directory)
        let hasOld = try old.moveAside()
        for suffix in ["", "-wal", "-shm"] { try remove(newName + suffix, from: directory) }
        let files = try DataDirectory.openStore(path + "/store", BlobSettings())
        let database = try Database(
            path: "\(path)/\(newName)", settings: databaseSettings, migrations: Migrations.all)
        defer { database.close() }
        var repair = Repair(
            storage: try Storage(database: database, blobs: files, now: now), files: files,
            progress: progress)
        try repair.rebuild(from: hasOld ? "\(path)/\(OldIndex.name)" : nil, databaseSettings)
        // Closed, it has no log beside it that another index could be taken to belong to.
        database.close()
        try File(path: "\(path)/\(newName)", access: .readAndWrite).sync()
        try directory.rename(newName, to: "index.db", in: directory)
        try directory.sync()
        if hasOld { repair.report.oldIndex = try old.keep() }
        withExtendedLifetime(lock) {}
        return repair.report
    }

    private mutating func rebuild(from old: String?, _ settings: DatabaseSettings) throws {
        try findBlobs()
        if let old { try takeRows(from: old, settings) }
        // What an index says that can be read is the truth: a commit object without a row there is
        // of a dataset that is gone.
        if !isWhole(Repair.versionTables) { try takeVersions() }
        if !isWhole(Repair.storedTables) { try takeBranches() }
        try CommitObjects.complete(storage)
        try countRows()
    }

    private mutating func countRows() throws {
        (report.datasetCount, report.versionCount, report.annotationCount) =
            try storage.database.read { connection in
                func count(_ table: String) throws -> Int {
                    try connection.first("SELECT count(*) FROM \(table)") { $0.int(0) } ?? 0
                }
                return try (count("dataset"), count("version"), count("annotation"))
            }
    }

    private static func remove(_ name: String, from directory: Directory) throws {
        do { try directory.unlink(name) } catch { if error != .missing { throw error } }
    }
}

/// The index that cannot be trusted any more: `index.old.db` while a repair reads it, then
/// `index.damaged-1.db`, or the next free number.
///
/// The first name tells a repair that broke off from one that has ended: what that left is old
/// news, and must not be taken for the truth when another index is lost.
private struct OldIndex {
    static let name = "index.old.db"

    let directory: Directory

    /// Gives the index the name for reading; nothing when a repair before has done so.
    ///
    /// - Returns: whether there is one.
    func moveAside() throws -> Bool {
        let names = try directory.names()
        if names.contains("index.db") {
            // The repair before has ended but for this.
            if names.contains(OldIndex.name) { _ = try keep() }
            try directory.rename("index.db", to: OldIndex.name, in: directory)
        }
        // Its last commits are in its log. Left there, the log would be taken for the new one's.
        if names.contains("index.db-wal") {
            try directory.rename("index.db-wal", to: OldIndex.name + "-wal", in: directory)
        }
        if names.contains("index.db-shm") { try directory.unlink("index.db-shm") }
        try directory.sync()
        return try directory.names().contains(OldIndex.name)
    }

    /// Gives it the name under which it stays.
    func keep() throws -> String {
        let names = try directory.names()
        let number = (names.compactMap(OldIndex.number).max() ?? 0) + 1
        let name = "index.damaged-\(number).db"
        for suffix in ["", "-wal"] where names.contains(OldIndex.name + suffix) {
            try directory.rename(OldIndex.name + suffix, to: name + suffix, in: directory)
        }
        if names.contains(OldIndex.name + "-shm") {
            try directory.unlink(OldIndex.name + "-shm")
        }
        try directory.sync()
        return name
    }

    private static func number(in name: String) -> Int? {
        let (prefix, suffix) = ("index.damaged-", ".db")
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
        return Int(name.dropFirst(prefix.count).dropLast(suffix.count))
    }
}

/// Why there is no repair.
package enum RepairError: Error, Equatable {
    /// There is nothing to build an index from.
    case noStore(path: String)
}
