import Codecs
package import Formats
import Manifests
package import Records
import SQL
import Synchronization

/// How a commit's samples become a version.
package struct CommitOptions: Sendable {
    package let split: SplitRule
    /// Whether the version has only the commit's samples; otherwise they are added to the
    /// branch's head.
    package let replacesAll: Bool
    /// Whether the dataset is made with its first version when it does not exist.
    package let createsDataset: Bool
    package let message: String
    package let author: String
    package let branch: RefName
    /// The number of the branch's head that the author knows, 0 for none; nil for any.
    package let expected: Int?

    package init(
        split: SplitRule, replacesAll: Bool, createsDataset: Bool = false, message: String,
        author: String, branch: RefName = .main, expected: Int? = nil
    ) {
        self.split = split
        self.replacesAll = replacesAll
        self.createsDataset = createsDataset
        self.message = message
        self.author = author
        self.branch = branch
        self.expected = expected
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

    private let storage: Storage
    private let path: DatasetPath
    private let options: CommitOptions
    private let writer: BranchWriter
    private let intake: Mutex<any ChangeIntake>
    /// What the namespace's quota left at the beginning; nil for any.
    private let restByteCount: Int64?

    /// - Throws: ``CatalogError/datasetMissing(_:)``, ``CatalogError/refMissing(_:_:)``,
    ///   ``CatalogError/refMoved(_:expected:current:)``.
    package init(
        _ storage: Storage, of path: DatasetPath, encoding: Encoding, options: CommitOptions
    ) throws {
        self.storage = storage
        self.path = path
        self.options = options
        let hold = storage.intakes.begin()
        writer = BranchWriter(
            storage: storage, path: path, branch: options.branch, expected: options.expected,
            createsDataset: options.createsDataset, hold: hold)
        // Before anything is sent that could not be committed.
        _ = try writer.head()
        restByteCount = try Quotas(storage).restByteCount(of: path.namespace)
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
        let newByteCount = try intake.withLock { intake in
            try intake.append(bytes)
            return intake.newBlobs.byteCount
        }
        // What is new will be part of what the commit adds: it need not come to its end.
        if let restByteCount, newByteCount > restByteCount {
            throw CatalogError.quotaExceeded(
                try Quotas(storage).usage(of: path.namespace), adding: newByteCount)
        }
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

    /// Puts the changes on top of the branch, again and again while others are faster.
    private func make(_ changes: [SampleChange]) throws -> (
        version: Version, isNew: Bool, counts: DifferenceCounts
    ) {
        for _ in 0..<BranchWriter.tryLimit {
            let head = try writer.head()
            let base = try head.map { try Datasets(storage).manifest(of: $0) }
            let draft = try writer.write(
                changes, onto: options.replacesAll ? nil : base,
                BranchWriter.Origin(
                    head: head, message: options.message, author: options.author))
            let counts = try DifferenceCounts(from: base, to: draft.manifest)
            guard let version = try writer.append(draft, adding: counts.addedByteCount)
            else { continue }
            return (version, version.number != head?.number, counts)
        }
        throw CatalogError.commitOvertaken(tries: BranchWriter.tryLimit)
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
