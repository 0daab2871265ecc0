import Codecs
package import Formats
import Manifests
package import Records
import SQL
import Synchronization

/// How a commit's samples become a version.
package struct CommitOptions: Sendable {
    package let split: SplitRule
    /// Whether the version has only the commit's samples; otherwise they are added to the newest.
    package let replacesAll: Bool
    /// Whether the dataset is made with its first version when it does not exist.
    package let createsDataset: Bool
    package let message: String
    package let author: String

    package init(
        split: SplitRule, replacesAll: Bool, createsDataset: Bool = false, message: String,
        author: String
    ) {
        self.split = split
        self.replacesAll = replacesAll
        self.createsDataset = createsDataset
        self.message = message
        self.author = author
    }
}

/// What a commit did.
package struct CommitResult: Sendable {
    package let version: Version
    /// Whether the commit made it; otherwise nothing differs from it.
    package let isNewVersion: Bool
    package let addedCount: Int
    package let changedCount: Int
    package let removedCount: Int
    /// Samples of the commit that were there already as they are.
    package let unchangedCount: Int
    package let newBlobCount: Int
    package let newByteCount: Int64
}

/// A commit on its way in: blobs become durable as they arrive, the version appears at the end.
///
/// When it is dropped before it is finished, nothing of it is visible.
package final class CommitDraft: Sendable {
    package enum Encoding: Sendable { case tar, jsonLines }

    /// Samples that one commit may change: their keys and digests are kept in memory.
    package static let sampleLimit = 1_000_000
    /// How often the commit is put on top of commits that were faster.
    private static let tryLimit = 8

    private let storage: Storage
    private let path: DatasetPath
    private let options: CommitOptions
    private let hold: IntakeHold
    private let intake: Mutex<any ChangeIntake>

    /// - Throws: ``CatalogError/datasetMissing(_:)``.
    package init(
        _ storage: Storage, of path: DatasetPath, encoding: Encoding, options: CommitOptions
    ) throws {
        if !options.createsDataset { _ = try Datasets(storage).dataset(path) }
        self.storage = storage
        self.path = path
        self.options = options
        hold = storage.intakes.begin()
        intake =
            switch encoding {
            case .tar:
                Mutex(
                    TarIntake(
                        storage, under: hold, split: options.split,
                        sampleLimit: CommitDraft.sampleLimit))
            case .jsonLines:
                Mutex(LineIntake(storage, under: hold, sampleLimit: CommitDraft.sampleLimit))
            }
    }

    package func append(_ bytes: [UInt8]) throws {
        try intake.withLock { try $0.append(bytes) }
    }

    /// Makes the version, unless nothing differs.
    package func finish() throws -> CommitResult {
        let (changes, newBlobs) = try intake.withLock { intake in
            (try intake.finish().sorted { $0.key < $1.key }, intake.newBlobs)
        }
        guard !changes.isEmpty else { throw CatalogError.commitEmpty }
        let putCount = changes.count { $0.isPut }
        let made = try storage.commitLocks.withLock(of: path) { try make(changes) }
        return CommitResult(
            version: made.version, isNewVersion: made.isNew, addedCount: made.counts.added,
            changedCount: made.counts.changed, removedCount: made.counts.removed,
            unchangedCount: putCount - made.counts.added - made.counts.changed,
            newBlobCount: newBlobs.count, newByteCount: newBlobs.byteCount)
    }

    /// Puts the changes on top of the newest version, again and again while others are faster.
    private func make(_ changes: [SampleChange]) throws -> (
        version: Version, isNew: Bool, counts: DifferenceCounts
    ) {
        for _ in 0..<CommitDraft.tryLimit {
            let head = try head()
            let base = try head.map { try Datasets(storage).manifest(of: $0) }
            let root = try apply(changes, to: options.replacesAll ? nil : base)
            let made = try Manifest(root: root, pages: StoredPages(storage: storage))
            let counts = try DifferenceCounts(from: base, to: made)
            guard let version = try append(made, after: head) else { continue }
            return (version, version.number != head?.number, counts)
        }
        throw CatalogError.commitOvertaken(tries: CommitDraft.tryLimit)
    }

    /// The newest version; nil when there is none yet.
    private func head() throws -> Version? {
        do { return try Datasets(storage).dataset(path).latest } catch CatalogError.datasetMissing
            where options.createsDataset
        { return nil }
    }

    /// Writes the pages of the new manifest, durably, and returns its root.
    private func apply(_ changes: [SampleChange], to base: Manifest?) throws -> Digest {
        var pages = BlobIntake(storage, under: hold)
        let root = try ManifestBuilder.apply(changes, to: base) { digest, bytes in
            try pages.add(bytes, digest: digest)
        }
        try pages.flush()
        return root
    }

    /// Makes the manifest the newest version if `head` is still the newest.
    ///
    /// - Returns: the version, which is `head` itself when nothing differs; nil when another commit
    ///   was faster.
    private func append(_ manifest: Manifest, after head: Version?) throws -> Version? {
        let now = storage.now()
        let (path, options) = (path, options)
        return try storage.database.write { connection in
            let dataset =
                try options.createsDataset
                ? Datasets.idOrNew(of: path, at: now, in: connection)
                : Datasets.id(of: path, in: connection)
            guard try Datasets.latest(of: dataset, in: connection)?.number == head?.number else {
                return nil
            }
            if let head, head.digest == manifest.root { return head }
            let version = Version(
                number: (head?.number ?? 0) + 1, digest: manifest.root, parent: head?.number,
                sampleCount: manifest.sampleCount, byteCount: manifest.byteCount,
                splitCounts: manifest.splitCounts.map(SplitCount.init(split:sampleCount:)),
                message: options.message, author: options.author, createdAt: now)
            try connection.run(
                """
                INSERT INTO version (dataset, number, digest, parent, sample_count, byte_count,
                    splits, message, author, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                dataset, version.number, version.digest.bytes, version.parent,
                version.sampleCount, version.byteCount,
                SplitCount.json(version.splitCounts).text, version.message, version.author,
                version.createdAt.milliseconds)
            return version
        }
    }
}

/// How many samples differ between two versions.
private struct DifferenceCounts {
    /// Differences looked at in one piece.
    private static let pageLength = 10_000

    var added = 0
    var changed = 0
    var removed = 0

    init(from old: Manifest?, to new: Manifest) throws {
        guard let old else {
            added = new.sampleCount
            return
        }
        var last: SampleKey?
        while true {
            let page = try differences(
                from: old, to: new, after: last, limit: DifferenceCounts.pageLength)
            for difference in page { count(difference) }
            guard page.count == DifferenceCounts.pageLength, let end = page.last else { return }
            last = end.key
        }
    }

    private mutating func count(_ difference: SampleDifference) {
        switch difference {
        case .added: added += 1
        case .changed: changed += 1
        case .removed: removed += 1
        }
    }
}

extension SampleChange {
    fileprivate var isPut: Bool {
        switch self {
        case .put: true
        case .remove: false
        }
    }
}
