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
package final class DataDirectory: Sendable {
    package let storage: Storage
    /// For what walks through the store's files.
    package let blobs: LocalBlobStore
    private let directory: Directory
    private let path: String
    // Held for as long as the directory is open.
    private let lock: DirectoryLock

    /// - Throws: ``DataDirectoryError``, and what the index and the store throw when they open.
    ///   Blobs without an index, or with an empty one, are never given a new one: a collection
    ///   would take all of them for garbage.
    ///
    /// - Parameter acceptsBackup: whether it may be a backup, to read it: what is written into one
    ///   goes with the next backup.
    package static func open(
        path: String, databaseSettings: DatabaseSettings, blobSettings: BlobSettings,
        readSampleInterval: Int = 0, acceptsBackup: Bool = false,
        now: @escaping @Sendable () -> Timestamp
    ) throws -> DataDirectory {
        let directory = try makeDirectory(path)
        let lock = try makeLock(of: directory, path: path)
        let names = try naming(path) { try directory.names() }
        if !acceptsBackup, names.contains(BackupPlace.mark) {
            throw DataDirectoryError.isBackup(path: path)
        }
        let blobs = try openStore(path + "/store", blobSettings)
        if try naming(path, { try blobs.hasBlobs() }) {
            let index = path + "/index.db"
            guard names.contains("index.db"),
                try !Database.isEmpty(index, settings: databaseSettings)
            else { throw DataDirectoryError.noIndex(path: path) }
        }
        let database = try Database(
            path: path + "/index.db", settings: databaseSettings, migrations: Migrations.all)
        return DataDirectory(
            storage: try Storage(
                database: database, blobs: blobs, readSampleInterval: readSampleInterval, now: now),
            blobs: blobs, directory: directory, path: path, lock: lock)
    }

    private init(
        storage: Storage, blobs: LocalBlobStore, directory: Directory, path: String,
        lock: consuming DirectoryLock
    ) {
        self.storage = storage
        self.blobs = blobs
        self.directory = directory
        self.path = path
        self.lock = lock
    }

    static func makeDirectory(_ path: String) throws(DataDirectoryError) -> Directory {
        do { return try Directory.make(atPath: path) } catch {
            throw .unusable(path: path, error)
        }
    }

    static func makeLock(of directory: Directory, path: String) throws(DataDirectoryError)
        -> DirectoryLock
    {
        do { return try DirectoryLock(directory) } catch {
            switch error {
            case .taken(let holder): throw .taken(path: path, holder: holder)
            case .failed(let reason): throw .unusable(path: path, reason)
            }
        }
    }

    static func openStore(_ path: String, _ settings: BlobSettings) throws -> LocalBlobStore {
        try naming(path) { try LocalBlobStore(directory: path, settings: settings) }
    }

    /// Runs `body`; a call of the disk that fails in it makes the directory unusable.
    static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as Errno {
            throw DataDirectoryError.unusable(path: path, error)
        } catch BlobError.medium(let reason), BlobError.full(let reason) {
            throw DataDirectoryError.unusable(path: path, reason)
        }
    }

    /// Removes what nothing refers to (``Collector``); one at a time.
    package func collect(
        by settings: Collector.Settings, isDryRun: Bool = false, salt: UInt64,
        progress: @escaping (CollectionProgress) throws -> Void
    ) throws -> CollectionReport {
        try Collector.run(
            storage, files: blobs, directory: directory, settings: settings, isDryRun: isDryRun,
            salt: salt, progress: progress)
    }

    /// Takes no more writes, and refuses those that wait.
    package func refuseWrites() { storage.database.refuseWrites() }

    /// Writes the index's log into the index; nothing can be read or written afterwards.
    package func close() { storage.database.close() }

    /// Keeps the first admin's secret in `DIR/admin.token`, for its owner's eyes only.
    package func keepAdminToken(_ secret: String) throws(DataDirectoryError) {
        let name = "admin.token"
        do throws(Errno) {
            let file = try directory.openFile(name, access: .readAndWriteOrCreate)
            try file.truncate(to: 0)
            try SystemMedium().writeAll(Array("\(secret)\n".utf8), to: file, at: 0)
            try file.sync()
            try directory.sync()
        } catch {
            throw .unusable(path: "\(path)/\(name)", error)
        }
    }
}

/// Why a data directory cannot be used.
package enum DataDirectoryError: Error, Equatable {
    /// Another daemon works on it.
    case taken(path: String, holder: Int32?)
    case unusable(path: String, Errno)
    /// There are blobs, and no index says what they are.
    case noIndex(path: String)
    /// It is a backup, which the next one overwrites.
    case isBackup(path: String)
}
