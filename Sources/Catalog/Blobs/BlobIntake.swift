import Blobs
import Codecs
import SQL

/// Takes blobs in bounded batches: known ones are not written again, new ones become durable.
///
/// What it took is durable after ``flush()``, and stays for as long as the hold: whoever refers to
/// it has to do so until then. A blob that no row refers to in the end does no harm.
struct BlobIntake {
    /// Bytes and blobs that wait for one sync: large enough to make it cheap, small in memory.
    private static let pendingByteLimit = 32 * 1024 * 1024
    private static let pendingCountLimit = 4096
    /// Members up to here are gathered in memory; larger ones are staged on the disk.
    private static let gatheredByteLimit: Int64 = 1024 * 1024

    private let storage: Storage
    private let hold: IntakeHold
    /// What is pending here; when no more is left for all imports together, it is written early.
    private let share: ByteBudget.Share
    private var pending: [Digest: (bytes: [UInt8], kind: BlobKind)] = [:]
    private var pendingByteCount = 0

    private(set) var newBlobCount = 0
    private(set) var newByteCount: Int64 = 0

    init(_ storage: Storage, under hold: IntakeHold) {
        self.storage = storage
        self.hold = hold
        share = ByteBudget.Share(of: storage.intakeBudget)
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
        guard pending.updateValue((bytes, kind), forKey: digest) == nil else { return }
        pendingByteCount += bytes.count
        let hasRoom = share.grow(by: Int64(bytes.count))
        if !hasRoom || pendingByteCount >= BlobIntake.pendingByteLimit
            || pending.count >= BlobIntake.pendingCountLimit
        {
            try flush()
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
            try record([(digest, location)], of: batch)
            return digest
        }
    }

    /// Makes all that was taken durable.
    mutating func flush() throws {
        guard !pending.isEmpty else { return }
        // In the order of digests: the index is a tree in that order.
        let blobs = pending.sorted { $0.key < $1.key }
        pending = [:]
        pendingByteCount = 0
        defer { share.giveBack() }
        let known = try BlobIndex.intact(blobs.lazy.map(\.key), in: storage.database)
        let unknown = blobs.filter { known[$0.key] == nil }
        guard !unknown.isEmpty else { return }
        let batch = try storage.blobs.makeBatch()
        let located = try unknown.map { blob in
            (
                digest: blob.key,
                location: try batch.add(
                    blob.value.bytes, digest: blob.key, as: blob.value.kind)
            )
        }
        try record(located, of: batch)
    }

    /// Makes blobs durable, and then visible.
    private mutating func record(
        _ blobs: [(digest: Digest, location: BlobLocation)], of batch: any BlobBatch
    ) throws {
        newBlobCount += try storage.record(blobs, of: batch)
        newByteCount += blobs.reduce(0) { $0 + $1.location.byteCount }
    }
}

/// A blob that arrives in pieces: in memory while it is small, on the disk otherwise.
enum MemberIntake {
    case gathered([UInt8])
    case staged(any BlobBatch, any BlobDraft)

    mutating func append(_ bytes: [UInt8]) throws {
        switch self {
        case .gathered(var gathered):
            // Taken out while it grows, so that it is not copied.
            self = .gathered([])
            gathered += bytes
            self = .gathered(gathered)
        case .staged(_, let draft):
            try draft.append(bytes)
        }
    }
}
