package import Blobs
import Codecs
package import Posix
package import Records
import SQL

/// Removes blobs that nothing refers to, and segments of which little is used, while the daemon
/// works: by marks, in two steps with a grace period between them.
///
/// 0. Datasets that were deleted long enough ago lose their rows.
/// 1. **Mark** what versions and runs refer to, all of it anew each time.
/// 2. **Sweep** the rows: what is not marked is condemned; what an earlier collection condemned and
///    is still not marked after the grace period loses its row. Whoever asks for a condemned blob
///    in order to refer to it takes that back.
/// 3. **Remove** segments and files that no row names any more: rows first, bytes second.
/// 4. **Compact**: what is used of a segment is copied into another one when it is too little.
///
/// What is condemned while a commit is under way goes only when that commit has ended before a
/// mark (``Intakes``). When anything cannot be read, the collection ends there: what it has not
/// proved to be garbage stays.
package struct Collector {
    package struct Settings: Sendable, Equatable {
        /// How long a blob stays that nothing refers to, in milliseconds.
        package var graceMilliseconds: Int64 = 86_400_000
        /// A segment is compacted when fewer of its bytes are used, in per cent.
        package var compactionPercent = 50

        package init() {}
    }

    let storage: Storage
    let files: LocalBlobStore
    /// The data directory, for the lock that keeps backups whole.
    let directory: Directory
    private let settings: Settings
    private let progress: (CollectionProgress) throws -> Void
    var report: CollectionReport

    /// - Parameters:
    ///   - isDryRun: whether it only tells what it would do.
    ///   - salt: another number for each collection.
    ///   - progress: called often; what it throws ends the collection.
    package static func run(
        _ storage: Storage, files: LocalBlobStore, directory: Directory, settings: Settings,
        isDryRun: Bool = false, salt: UInt64,
        progress: @escaping (CollectionProgress) throws -> Void
    ) throws -> CollectionReport {
        var collector = Collector(
            storage: storage, files: files, directory: directory, settings: settings,
            progress: progress, report: CollectionReport(isDryRun: isDryRun))
        return try collector.run(salt: salt)
    }

    /// When the last collection came to its end; nil when none has, or the newest did not.
    package static func lastEnd(_ storage: Storage) throws -> Timestamp? {
        try storage.database.read { try UpkeepLog.lastEnd(of: .collection, in: $0) }
    }

    private mutating func run(salt: UInt64) throws -> CollectionReport {
        let now = storage.now()
        let number =
            report.isDryRun
            ? Int(now.milliseconds) : try UpkeepLog.beginCollection(at: now, storage)
        let grace = Int(now.milliseconds - settings.graceMilliseconds)
        let removing =
            report.isDryRun ? grace : min(grace, storage.intakes.condemn(by: number))
        let moment = Timestamp(milliseconds: Int64(grace))
        report.purgedDatasetCount =
            report.isDryRun
            ? try Deletions(storage).purgedCount(before: moment)
            : try Deletions(storage).purge(before: moment) { try tell(.purging, Int64($0), nil) }
        // Before any row is read: a segment that is in use now may get rows that the sweep misses.
        let segments = try files.sealedSegments()
        let mark = try Mark(of: storage, exceptDeletedBefore: moment, salt: salt) {
            try tell(.marking, Int64($0), nil)
        }
        var sweep = Sweep(mark: mark.filter, removing: removing)
        try carryOut(&sweep, number: number)
        let used = sweep.usedByteCounts
        let sparse = segments.filter { segment in
            guard let used = used[segment.number] else { return true }
            return used * 100 < segment.byteCount * Int64(settings.compactionPercent)
        }
        for segment in sparse { report.sparseSegments.add(segment.byteCount) }
        if report.isDryRun { return report }
        try remove(sparse.filter { used[$0.number] == nil })
        try removeFiles()
        try compact(sparse.filter { used[$0.number] != nil }, used: used)
        try UpkeepLog.end(.collection, at: storage.now(), storage)
        return report
    }

    func tell(_ step: CollectionProgress.Step, _ done: Int64, _ total: Int64?) throws {
        try progress(CollectionProgress(step: step, doneCount: done, totalCount: total))
    }
}
