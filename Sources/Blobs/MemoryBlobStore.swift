package import Codecs
internal import Synchronization

/// Blobs in memory, gone with the process: for tests.
package final class MemoryBlobStore: BlobStore {
    private let blobs = Mutex<[Digest: [UInt8]]>([:])

    package init() {}

    package var isWritable: Bool { true }

    package func makeBatch(mayUseReserve: Bool) -> any BlobBatch {
        MemoryBlobBatch(store: self)
    }

    package func region(
        of digest: Digest, at location: BlobLocation
    ) throws(BlobError) -> BlobRegion {
        .bytes(try bytes(of: digest, at: location, in: 0..<location.byteCount))
    }

    package func bytes(
        of digest: Digest, at location: BlobLocation, in range: Range<Int64>
    ) throws(BlobError) -> [UInt8] {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= location.byteCount,
            "a range lies within its blob")
        guard let bytes = blobs.withLock({ $0[digest] }) else { throw .missing(digest) }
        if bytes.count != location.byteCount { throw .corrupt(digest) }
        return Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    package func remove(_ digest: Digest, at location: BlobLocation) -> Bool {
        blobs.withLock { $0.removeValue(forKey: digest) } != nil
    }

    fileprivate func keep(_ staged: [Digest: [UInt8]]) {
        blobs.withLock { $0.merge(staged) { _, new in new } }
    }
}

private final class MemoryBlobBatch: BlobBatch {
    private let store: MemoryBlobStore
    private var staged: [Digest: [UInt8]] = [:]
    private var isOver = false

    init(store: MemoryBlobStore) { self.store = store }

    func add(_ bytes: [UInt8], digest: Digest, as kind: BlobKind) -> BlobLocation {
        precondition(!isOver, "a batch that is over takes nothing")
        staged[digest] = bytes
        return BlobLocation(segment: 0, offset: 0, byteCount: Int64(bytes.count))
    }

    func makeDraft(expectedByteCount: Int64?) -> any BlobDraft {
        MemoryBlobDraft(batch: self, expectedByteCount: expectedByteCount)
    }

    func writeOut() {}

    func commit() {
        precondition(!isOver, "a batch is committed once")
        isOver = true
        store.keep(staged)
    }

    func abandon() {
        isOver = true
        staged = [:]
    }
}

private final class MemoryBlobDraft: BlobDraft {
    private let batch: MemoryBlobBatch
    private var check: DraftCheck
    private var bytes: [UInt8] = []

    init(batch: MemoryBlobBatch, expectedByteCount: Int64?) {
        self.batch = batch
        check = DraftCheck(expectedByteCount: expectedByteCount)
    }

    func append(_ bytes: [UInt8]) throws(BlobError) {
        try check.take(bytes)
        self.bytes += bytes
    }

    func finish(expected: Digest?) throws(BlobError) -> (digest: Digest, location: BlobLocation) {
        let digest = try check.finish(expected: expected)
        return (digest, batch.add(bytes, digest: digest, as: .content))
    }
}
