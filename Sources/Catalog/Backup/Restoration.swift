import Blobs
import Glibc
import Posix
import Records
package import SQL

/// Makes a data directory from a backup: copied beside its place, checked, and only then there.
package struct Restoration {
    package enum Step: Sendable {
        case copying(ByteProgress)
        case checking(ByteProgress)
    }

    /// - Parameters:
    ///   - backup: a directory that ``Backup`` made.
    ///   - path: where nothing may be yet, or an empty directory.
    /// - Returns: what was copied, and what the check has found. With findings the copy is left in
    ///   ``place(beside:)`` and nothing is at `path`.
    /// - Throws: ``BackupError``, and what a backup throws.
    package static func run(
        of backup: String, to path: String, databaseSettings: DatabaseSettings,
        progress: @escaping (Step) -> Void
    ) throws -> (copied: Backup.Report, check: IntegrityReport) {
        guard isFree(path) else { throw BackupError.occupied(path: path) }
        let place = place(beside: path)
        let report = try Backup.run(
            of: backup, to: place, databaseSettings: databaseSettings
        ) { progress(.copying($0)) }
        let check = try check(place, databaseSettings) { progress(.checking($0)) }
        if check.findingCount == 0 {
            guard rename(place, path) == 0 else {
                throw DataDirectoryError.unusable(path: path, .last)
            }
            try Directory(path: path + "/..").sync()
            try BackupPlace.removeMark(from: Directory(path: path))
        }
        return (report, check)
    }

    /// Where a restoration to `path` puts what it has not checked yet.
    package static func place(beside path: String) -> String {
        // Not inside of it, where it ends with a slash.
        let end = path.lastIndex { $0 != "/" } ?? path.startIndex
        return path[...end] + ".restoring"
    }

    private static func isFree(_ path: String) -> Bool {
        if access(path, F_OK) != 0 { return true }
        guard let directory = try? Directory(path: path) else { return false }
        return (try? directory.names().isEmpty) ?? false
    }

    private static func check(
        _ path: String, _ settings: DatabaseSettings,
        progress: @escaping (ByteProgress) -> Void
    ) throws -> IntegrityReport {
        let directory = try DataDirectory.open(
            path: path, databaseSettings: settings, blobSettings: BlobSettings(),
            acceptsBackup: true, now: { Timestamp(milliseconds: 0) })
        defer { directory.close() }
        return try IntegrityCheck.run(
            directory.storage, files: directory.blobs, progress: progress)
    }
}
