import Blobs
package import Codecs
import SQL
import Synchronization

/// Blobs by their digests, for those who bring or fetch single ones.
package struct StoredBlobs: Sendable {
    let storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// - Throws: ``CatalogError/blobMissing(_:)``.
    package func content(of digest: Digest) throws -> any StoredContent {
        BlobContent(digest: digest, location: try location(of: digest), blobs: self)
    }

    /// The whole blob, verified.
    package func bytes(of digest: Digest) throws -> [UInt8] {
        try storage.blobs.bytes(of: digest, at: try location(of: digest))
    }

    /// Those of `digests` that have to be stored before something can refer to them, in order.
    package func missing(of digests: [Digest]) throws -> [Digest] {
        let known = try BlobIndex.intact(digests, in: storage.database)
        return digests.filter { known[$0] == nil }
    }

    /// Begins a blob that arrives in pieces.
    package func makeUpload(of digest: Digest) throws -> BlobUpload {
        try BlobUpload(of: digest, storage: storage)
    }

    fileprivate func isGone(_ digest: Digest) throws -> Bool {
        try storage.database.read { try BlobIndex.entry(of: digest, in: $0) } == nil
    }

    private func location(of digest: Digest) throws -> BlobLocation {
        let location = try storage.database.read { connection in
            try BlobIndex.location(of: digest, in: connection)
        }
        guard let location else { throw CatalogError.blobMissing(digest) }
        return location
    }
}

/// One blob's bytes.
private struct BlobContent: StoredContent {
    let digest: Digest
    let location: BlobLocation
    let blobs: StoredBlobs

    private var store: IndexedBlobs { blobs.storage.blobs }

    var byteCount: Int64 { location.byteCount }

    func region(at offset: Int64) throws -> StoredRegion {
        do throws(BlobError) {
            return try store.region(of: digest, at: location)
                .slice(from: offset, byteCount: byteCount - offset)
        } catch {
            // A collection may have removed it since it was looked up: then it is only gone.
            if error.isDamage, try blobs.isGone(digest) { throw CatalogError.blobMissing(digest) }
            throw error
        }
    }

    func regionAtHand(at offset: Int64) -> StoredRegion? {
        store.regionAtHand(of: digest, at: location)?
            .slice(from: offset, byteCount: byteCount - offset)
    }
}

/// A blob on its way in: durable and visible once finished, gone when dropped.
package final class BlobUpload: Sendable {
    private struct Progress {
        let batch: any BlobBatch
        let draft: any BlobDraft
    }

    private let digest: Digest
    private let storage: Storage
    private let progress: Mutex<Progress>

    init(of digest: Digest, storage: Storage) throws {
        self.digest = digest
        self.storage = storage
        let batch = try storage.blobs.makeBatch()
        progress = Mutex(
            Progress(batch: batch, draft: try batch.makeDraft(expectedByteCount: nil)))
    }

    package func append(_ bytes: [UInt8]) throws {
        try progress.withLock { try $0.draft.append(bytes) }
    }

    /// - Returns: the blob's size, and whether it was not there before.
    /// - Throws: ``BlobError/digestMismatch(expected:actual:)``; nothing is stored then.
    package func finish() throws -> (byteCount: Int64, isNew: Bool) {
        try progress.withLock { progress in
            let location = try progress.draft.finish(expected: digest).location
            if try holds(digest) {
                progress.batch.abandon()
                return (location.byteCount, false)
            }
            let newCount = try storage.record([(digest, location)], of: progress.batch)
            return (location.byteCount, newCount > 0)
        }
    }

    /// Whether the blob is there already, read to its end: who uploads one again may do so because
    /// it is damaged, and then these bytes take its place.
    private func holds(_ digest: Digest) throws -> Bool {
        guard
            let location = try BlobIndex.intact(
                CollectionOfOne(digest), in: storage.database)[digest]
        else { return false }
        do throws(BlobError) { try storage.blobs.verify(digest, at: location) } catch {
            if error.isDamage { return false }
            throw error
        }
        return true
    }
}
