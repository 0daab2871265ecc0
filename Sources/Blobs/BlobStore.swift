package import Codecs

/// Where blobs live: immutable bytes, named by their SHA-256.
///
/// The store makes bytes durable and reads them back. Which blobs exist is known to the caller,
/// who keeps digest and location of each; bytes without such an entry are garbage, an entry
/// without bytes is damage. So the order is always: commit the batch, then the entry, then answer.
///
/// Implementations: ``LocalBlobStore`` and ``MemoryBlobStore``. All pass the one suite in
/// BlobStoreConformance.swift; what is promised here and not tested there is not promised.
package protocol BlobStore: Sendable {
    /// False after a failed sync: nothing is written any more until the store is opened anew.
    var isWritable: Bool { get }

    /// Opens a batch. Nothing in it is durable before its commit.
    ///
    /// - Parameter mayUseReserve: whether it may take the room that is kept free: for what makes
    ///   room in the end.
    /// - Throws: ``BlobError/roomReserved(freeByteCount:reserveByteCount:)``.
    func makeBatch(mayUseReserve: Bool) throws(BlobError) -> any BlobBatch

    /// Bytes that are free where the blobs are; nil when there is no such number.
    func freeByteCount() throws(BlobError) -> Int64?

    /// The whole blob, ready to be sent. Its bytes are not verified, their count is.
    func region(of digest: Digest, at location: BlobLocation) throws(BlobError) -> BlobRegion

    /// The whole blob if it can be given without waiting for a disk; nil says nothing about it.
    func regionAtHand(of digest: Digest, at location: BlobLocation) -> BlobRegion?

    /// Bytes `range` (from the blob's first byte, within its size), not verified.
    ///
    /// Never fewer bytes than asked for: a store that has fewer throws ``BlobError/corrupt(_:)``.
    func bytes(
        of digest: Digest, at location: BlobLocation, in range: Range<Int64>
    ) throws(BlobError) -> [UInt8]

    /// Reads parts of blobs, each to its place in `bytes`, which has room for them; not verified.
    ///
    /// Neighbours in the store are read together. After an error some of them are there.
    func read(_ slices: [BlobSlice], into bytes: inout [UInt8]) throws(BlobError)

    /// The whole blob, verified against its digest.
    func bytes(of digest: Digest, at location: BlobLocation) throws(BlobError) -> [UInt8]

    /// Reads the whole blob, `bufferByteCount` bytes at a time, and compares it with its digest.
    ///
    /// - Throws: ``BlobError/missing(_:)`` or ``BlobError/corrupt(_:)``.
    func verify(
        _ digest: Digest, at location: BlobLocation, bufferByteCount: Int
    ) throws(BlobError)

    /// Lets blobs be of the kind ``BlobKind/content`` for whoever walks through the files, durably.
    ///
    /// One that is not there, or not there any more, is passed over.
    func makeContent(_ blobs: [(digest: Digest, location: BlobLocation)]) throws(BlobError)

    /// Forgets the bytes, and returns whether room became free at once.
    ///
    /// The caller has removed its entry durably before. A blob that shares a segment stays there
    /// until the segment goes. Forgetting twice is fine.
    func remove(_ digest: Digest, at location: BlobLocation) throws(BlobError) -> Bool
}

extension BlobStore {
    package func regionAtHand(of digest: Digest, at location: BlobLocation) -> BlobRegion? { nil }

    /// For a store that does not keep kinds.
    package func makeContent(_ blobs: [(digest: Digest, location: BlobLocation)]) {}

    package func makeBatch() throws(BlobError) -> any BlobBatch {
        try makeBatch(mayUseReserve: false)
    }

    package func freeByteCount() throws(BlobError) -> Int64? { nil }

    package func read(_ slices: [BlobSlice], into bytes: inout [UInt8]) throws(BlobError) {
        for slice in slices {
            bytes.replaceSubrange(
                slice.places,
                with: try self.bytes(of: slice.digest, at: slice.location, in: slice.range))
        }
    }

    package func verify(_ digest: Digest, at location: BlobLocation) throws(BlobError) {
        try verify(digest, at: location, bufferByteCount: 1024 * 1024)
    }

    package func bytes(
        of digest: Digest, at location: BlobLocation
    ) throws(BlobError) -> [UInt8] {
        let bytes = try bytes(of: digest, at: location, in: 0..<location.byteCount)
        var hasher = SHA256()
        hasher.update(bytes)
        if hasher.finish() != digest { throw .corrupt(digest) }
        return bytes
    }

    package func verify(
        _ digest: Digest, at location: BlobLocation, bufferByteCount: Int
    ) throws(BlobError) {
        var hasher = SHA256()
        var offset: Int64 = 0
        repeat {
            let end = min(offset + Int64(bufferByteCount), location.byteCount)
            hasher.update(try bytes(of: digest, at: location, in: offset..<end))
            offset = end
        } while offset < location.byteCount
        if hasher.finish() != digest { throw .corrupt(digest) }
    }
}

/// Blobs that become durable together. Used by one thread at a time.
///
/// After a commit, an error or ``abandon()`` the batch is over and takes nothing more. A batch
/// that is dropped is abandoned.
package protocol BlobBatch: AnyObject {
    /// Takes a whole blob and returns where it will be after the commit.
    ///
    /// `digest` is that of `bytes`: the caller has hashed them. The same digest again in this
    /// batch returns the same location and keeps one copy.
    func add(
        _ bytes: [UInt8], digest: Digest, as kind: BlobKind
    ) throws(BlobError) -> BlobLocation

    /// Begins a blob that arrives in pieces. `expectedByteCount` is what was announced, or nil.
    func makeDraft(expectedByteCount: Int64?) throws(BlobError) -> any BlobDraft

    /// Hands what was added to the system and keeps no copy in memory; nothing is durable yet.
    func writeOut() throws(BlobError)

    /// Makes everything in the batch durable: after this returns, every location it gave is good,
    /// also after a loss of power.
    func commit() throws(BlobError)

    /// Forgets everything in the batch.
    func abandon()
}

extension BlobBatch {
    package func add(_ bytes: [UInt8], digest: Digest) throws(BlobError) -> BlobLocation {
        try add(bytes, digest: digest, as: .content)
    }
}

/// What a blob is beyond its bytes. The index does not say it: only a walk through the files does,
/// for whoever has lost the index.
package enum BlobKind: UInt64, Sendable {
    /// Bytes that somebody brought, or pages of versions.
    case content
    /// What the catalog says of a version; never what somebody brought.
    case commitObject
}

/// A blob that arrives in pieces: hashed while it is staged, then finished, or gone when dropped.
package protocol BlobDraft: AnyObject {
    /// Takes the next bytes.
    func append(_ bytes: [UInt8]) throws(BlobError)

    /// Ends the blob and puts it into the batch. Nothing may follow.
    ///
    /// - Throws: ``BlobError/sizeMismatch(expected:actual:)`` or
    ///   ``BlobError/digestMismatch(expected:actual:)``; the draft is then gone, the batch is not.
    func finish(expected: Digest?) throws(BlobError) -> (digest: Digest, location: BlobLocation)
}
