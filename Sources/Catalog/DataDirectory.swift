package import Blobs
package import Posix
package import Records
package import SQL

/// A daemon's data: locked for one process, opened or made.
///
///     DIR/lock             who has it
///     DIR/index.db         the SQLite index (with -wal and -shm while it is open)
///     DIR/store/           the blob store
///     DIR/admin.token      the first token
package struct DataDirectory: ~Copyable, Sendable {
    package let storage: Storage
    private let directory: Directory
    // Held for as long as the directory is open.
    private let lock: DirectoryLock

    /// - Throws: ``DataDirectoryError``, and what the index and the store throw when they open.
    package init(
        path: String, databaseSettings: DatabaseSettings, blobSettings: BlobSettings,
        now: @escaping @Sendable () -> Timestamp
    ) throws {
        do { directory = try Directory.make(atPath: path) } catch {
            throw DataDirectoryError.unusable(path: path, error)
        }
        do { lock = try DirectoryLock(directory) } catch DirectoryLockError.taken(let holder) {
            throw DataDirectoryError.taken(path: path, holder: holder)
        }
        storage = Storage(
            database: try Database(
                path: path + "/index.db", settings: databaseSettings, migrations: Migrations.all),
            blobs: try LocalBlobStore(directory: path + "/store", settings: blobSettings),
            now: now)
    }

    /// Writes the index's log into the index and lets go of the directory.
    package consuming func close() { storage.database.close() }

    /// Keeps the first admin's secret in `DIR/admin.token`, for its owner's eyes only.
    package func keepAdminToken(_ secret: String) throws {
        let file = try directory.openFile("admin.token", access: .writeNew)
        try SystemMedium().writeAll(Array("\(secret)\n".utf8), to: file, at: 0)
        try file.sync()
        try directory.sync()
    }
}

/// Why a data directory cannot be used.
package enum DataDirectoryError: Error, Equatable {
    /// Another daemon works on it.
    case taken(path: String, holder: Int32?)
    case unusable(path: String, Errno)
}
