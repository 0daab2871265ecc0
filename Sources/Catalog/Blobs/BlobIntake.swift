import Blobs
import Codecs
import SQL

/// Takes blobs and makes those durable that are not there yet, in bounded memory.
///
/// A few are gathered, so that the index is asked for many at once; then they go to the disk in the
/// order in which they came, which is the order in which they will be read. A full batch is synced
/// while the next one is written.
///
/// What it took is durable after ``flush()``, and stays for as long as the hold: whoever refers to
/// it has to do so until then. A blob that no row refers to in the end does no harm.
struct BlobIntake {
    /// Blobs up to here are gathered in memory; larger ones are staged on the disk.
    private static let gatheredByteLimit: Int64 = 1024 * 1024
    /// What is gathered at most, beside the last blob: enough to make the calls cheap.
    private static let windowByteLimit = 1024 * 1024
    private static let windowCountLimit = 1024

    private let storage: Storage
    private let hold: IntakeHold
    private var window: [(digest: Digest, bytes: [UInt8], kind: BlobKind)] = []
    private var windowByteCount = 0
    private var batch: IntakeBatch?
    private var syncing: SyncingBatch?

    private(set) var newBlobCount = 0
    private(set) var newByteCount: Int64 = 0

    init(_ storage: Storage, under hold: IntakeHold) {
        self.storage = storage
        self.hold = hold
    }

    /// Takes a blob and returns its digest.
    mutating func add(_ bytes: [UInt8], as kind: BlobKind = .content) throws -> Digest {
        let digest = Digest.of(bytes)
        try add(bytes, digest: digest, as: kind)
        return digest
    }

    /// Takes a blob whose digest is known to be `digest`.
    mutating func add(
        _ bytes: [UInt8], digest: Digest, as kind: BlobKind = .content
    ) throws {
        window.append((digest, bytes, kind))
        windowByteCount += bytes.count
        if windowByteCount >= BlobIntake.windowByteLimit
            || window.count >= BlobIntake.windowCountLimit
        {
            try write()
        }
    }

    /// Begins a blob that arrives in pieces.
    func beginMember(byteCount: Int64) throws -> MemberIntake {
        guard byteCount > BlobIntake.gatheredByteLimit else { return .gathered([]) }
        let batch = try storage.blobs.makeBatch()
        return .staged(batch, try batch.makeDraft(expectedByteCount: byteCount))
    }

    /// Ends a blob that arrived in pieces and returns its digest.
    mutating func endMember(_ member: MemberIntake) throws -> Digest {
        switch member {
        case .gathered(let bytes): return try add(bytes)
        case .staged(let batch, let draft):
            let (digest, location) = try draft.finish(expected: nil)
            if try !BlobIndex.intact(CollectionOfOne(digest), in: storage.database).isEmpty {
                batch.abandon()
                return digest
            }
            note(
                AddedBlobs(
                    count: try storage.record([(digest, location)], of: batch),
                    byteCount: location.byteCount))
            return digest
        }
    }

    /// Makes all that was taken durable.
    mutating func flush() throws {
        try write()
        try endSyncing()
        if let batch { note(try batch.commit()) }
        batch = nil
    }

    /// Writes what is gathered, and lets a full batch become durable while more is taken.
    private mutating func write() throws {
        guard !window.isEmpty else { return }
        let known = try BlobIndex.intact(window.lazy.map(\.digest), in: storage.database)
        for blob in window where known[blob.digest] == nil && syncing?.contains(blob.digest) != true
        {
            let batch = try batch ?? IntakeBatch(storage)
            self.batch = batch
            try batch.add(blob.bytes, digest: blob.digest, as: blob.kind)
        }
        try batch?.writeOut()
        window.removeAll(keepingCapacity: true)
        windowByteCount = 0
        guard let batch, batch.isFull else { return }
        try endSyncing()
        syncing = SyncingBatch(batch, hold)
        self.batch = nil
    }

    private mutating func endSyncing() throws {
        if let synced = try syncing?.wait() { note(synced) }
        syncing = nil
    }

    private mutating func note(_ added: AddedBlobs) {
        newBlobCount += added.count
        newByteCount += added.byteCount
    }
}

/// A blob that arrives in pieces: in memory while it is small, on the disk otherwise.
enum MemberIntake {
    case gathered([UInt8])
    case staged(any BlobBatch, any BlobDraft)

    mutating func append(_ bytes: [UInt8]) throws {
        switch self {
        case .gathered(var gathered):
            // The only piece of a small blob stays what it is.
            if gathered.isEmpty {
                self = .gathered(bytes)
                return
            }
            // Taken out while it grows, so that it is not copied.
            self = .gathered([])
            gathered += bytes
            self = .gathered(gathered)
        case .staged(_, let draft):
            try draft.append(bytes)
        }
    }
}
