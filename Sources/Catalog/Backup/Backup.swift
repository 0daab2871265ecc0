import Blobs
import Codecs
import Glibc
package import Posix
package import SQL

/// Copies a data directory into another one, of one moment, while a daemon may work on the first.
///
/// The copy is a data directory itself: `check` verifies it, a daemon could serve it. A second
/// backup into the same place copies only what is new. One that breaks off leaves the place as the
/// backup before: the new index gets its name last.
///
/// 1. The index is copied first: what it names is durable and, under the lock, stays.
/// 2. Segments that have other blobs than in the last backup are copied anew up to their last blob,
///    files of single blobs when they are not there.
/// 3. When all is durable, the index is renamed; then what it does not name is removed.
package struct Backup {
    package struct Report: Sendable, Equatable {
        package var blobCount = 0
        /// Of all blobs that the backup has.
        package var byteCount: Int64 = 0
        package var copiedByteCount: Int64 = 0
        /// Segments and blobs' files that the backup before had too much.
        package var removedFileCount = 0
    }

    private let source: String
    private let target: String
    private let settings: DatabaseSettings
    private let medium: any Medium
    private let progress: (ByteProgress) -> Void
    private var report = Report()

    /// - Throws: ``BackupError``, ``DataDirectoryError``, and what the index and the stores throw.
    ///   The target is as it was before, or has files that no index names. A directory with data
    ///   that is no backup is never a target: whoever mixes the two up must not lose data.
    package static func run(
        of source: String, to target: String, databaseSettings: DatabaseSettings,
        medium: any Medium = SystemMedium(), progress: @escaping (ByteProgress) -> Void
    ) throws -> Report {
        guard Glibc.access(source + "/index.db", F_OK) == 0 else {
            throw BackupError.noData(path: source)
        }
        if try Database.isEmpty(source + "/index.db", settings: databaseSettings) {
            throw DataDirectoryError.noIndex(path: source)
        }
        var backup = Backup(
            source: source, target: target, settings: databaseSettings, medium: medium,
            progress: progress)
        do { return try backup.run() } catch let error as BlobError {
            throw backup.meaning(of: error)
        }
    }

    private func meaning(of error: BlobError) -> any Error {
        switch error {
        case .medium(let reason), .full(let reason):
            BackupError.copyFailed(from: source, to: target, reason)
        case .missing(let digest), .corrupt(let digest):
            BackupError.damaged(path: source, what: "blob \(digest)")
        case .unknownSegment(let number):
            BackupError.damaged(path: source, what: "segment \(number)")
        case .digestMismatch, .sizeMismatch, .roomReserved, .unusable: error
        }
    }

    private init(
        source: String, target: String, settings: DatabaseSettings, medium: any Medium,
        progress: @escaping (ByteProgress) -> Void
    ) {
        self.source = source
        self.target = target
        self.settings = settings
        self.medium = medium
        self.progress = progress
    }

    private mutating func run() throws -> Report {
        guard let removals = try RemovalLock.forCopying(Directory(path: source)) else {
            throw BackupError.removing(path: source)
        }
        let place = try BackupPlace(target)
        try update(place.directory)
        withExtendedLifetime((removals, place)) {}
        return report
    }

    private mutating func update(_ directory: Directory) throws {
        try takeIndex(directory)
        let new = try SnapshotIndex(path: target + "/index.new", settings: settings)
        let old = try lastIndex()
        var copy = try StoreCopy(
            from: source + "/store", to: target + "/store", medium: medium)
        try copyBlobs(of: new, knowing: old, &copy)
        try copy.finish()
        // Closed, each has no log beside it that another index could be taken to belong to.
        new.close()
        old?.close()
        try putInPlace(directory)
        let index = try SnapshotIndex(path: target + "/index.db", settings: settings)
        try removeExtra(from: copy, knowing: index)
    }

    private func takeIndex(_ directory: Directory) throws {
        for name in ["index.new", "index.new-wal", "index.new-shm"] {
            // What cannot be removed stops the copy, which overwrites nothing.
            try? directory.unlink(name)
        }
        try Database.copy(
            source + "/index.db", to: target + "/index.new", settings: settings)
    }

    private func lastIndex() throws -> SnapshotIndex? {
        guard access(target + "/index.db", F_OK) == 0 else { return nil }
        return try SnapshotIndex(path: target + "/index.db", settings: settings)
    }

    private mutating func copyBlobs(
        of new: SnapshotIndex, knowing old: SnapshotIndex?, _ copy: inout StoreCopy
    ) throws {
        let known = try old?.segments() ?? [:]
        let segments = try new.segments()
        // Also what has become shorter: something has harmed the backup.
        let changed = try segments.filter { number, segment in
            try known[number] != segment
                || !copy.hasSegment(number, byteCount: segment.endOffset)
        }.sorted { $0.key < $1.key }
        var missing: Int64 = 0
        var walk = new.blobs()
        while let page = try walk.next() {
            for blob in page {
                report.blobCount += 1
                report.byteCount += blob.location.byteCount
                if try isMissing(blob, in: copy) { missing += blob.location.byteCount }
            }
        }
        let tally = Tally(of: changed.reduce(missing) { $0 + $1.value.endOffset }, progress)
        for (number, segment) in changed {
            try copy.copySegment(number, byteCount: segment.endOffset, progress: tally.add)
        }
        walk = new.blobs()
        while let page = try walk.next() {
            for blob in page where try isMissing(blob, in: copy) {
                try copy.copyBlob(
                    blob.digest, byteCount: blob.location.byteCount, progress: tally.add)
            }
        }
        report.copiedByteCount = tally.doneByteCount
    }

    private func isMissing(
        _ blob: (digest: Digest, location: BlobLocation), in copy: StoreCopy
    ) throws -> Bool {
        try blob.location.isOwnFile
            && !copy.hasBlob(
                blob.digest, byteCount: blob.location.byteCount)
    }

    /// Removes what the index does not name; a backup that ends here leaves some of it.
    private mutating func removeExtra(
        from copy: StoreCopy, knowing index: SnapshotIndex
    ) throws {
        let segments = try index.segments()
        for number in try copy.segments() where segments[number] == nil {
            try copy.removeSegment(number)
            report.removedFileCount += 1
        }
        for prefix in try copy.prefixes() {
            for digest in try copy.blobs(under: prefix) where try !index.hasOwnFile(digest) {
                try copy.removeBlob(digest)
                report.removedFileCount += 1
            }
        }
    }

    private func putInPlace(_ directory: Directory) throws {
        for name in ["index.new", "index.db"] where access("\(target)/\(name)-wal", F_OK) == 0 {
            throw BackupError.inUse(path: "\(target)/\(name)")
        }
        try File(path: target + "/index.new", access: .readAndWrite).sync()
        try directory.rename("index.new", to: "index.db", in: directory)
        try directory.sync()
    }
}

/// Where a backup goes, locked for as long as this lives. The file `backup` tells it from data.
final class BackupPlace {
    static let mark = "backup"
    /// What may be in a place that is not one yet: our own lock, and what a file system has.
    private static let harmless: Set = ["lock", "lost+found"]

    let directory: Directory
    private let lock: DirectoryLock

    /// - Throws: ``BackupError/noBackup(path:)``, ``DataDirectoryError``.
    init(_ path: String) throws {
        directory = try DataDirectory.makeDirectory(path)
        lock = try DataDirectory.makeLock(of: directory, path: path)
        let names = try directory.names()
        if names.contains(BackupPlace.mark) { return }
        guard names.allSatisfy(BackupPlace.harmless.contains),
            access(path + "/../index.db", F_OK) != 0
        else { throw BackupError.noBackup(path: path) }
        _ = try directory.openFile(BackupPlace.mark, access: .create)
        try directory.sync()
    }

    /// Makes data of a backup: nothing is backed up into it any more.
    static func removeMark(from directory: Directory) throws {
        try directory.unlink(mark)
        try directory.sync()
    }
}

/// What has been copied so far.
private final class Tally {
    private let totalByteCount: Int64
    private let progress: (ByteProgress) -> Void
    private(set) var doneByteCount: Int64 = 0

    init(of totalByteCount: Int64, _ progress: @escaping (ByteProgress) -> Void) {
        self.totalByteCount = totalByteCount
        self.progress = progress
    }

    func add(_ count: Int) {
        doneByteCount += Int64(count)
        progress(ByteProgress(doneByteCount: doneByteCount, totalByteCount: totalByteCount))
    }
}

/// Why there is no backup.
package enum BackupError: Error, Equatable {
    /// There is no index in the directory.
    case noData(path: String)
    /// A daemon is about to remove files. It will have done so soon.
    case removing(path: String)
    /// Another program has the copy of the index open.
    case inUse(path: String)
    /// What the index names is not there, or shorter.
    case damaged(path: String, what: String)
    /// There is something in the directory that no backup has put there, or it lies in a data
    /// directory.
    case noBackup(path: String)
    /// A call to one of the disks failed.
    case copyFailed(from: String, to: String, Errno)
    /// Something is where data should be restored to.
    case occupied(path: String)
}
