package import Blobs
package import Codecs
import SQL

/// The blob store as the catalog sees it: with the index at its side.
///
/// 1. A blob that was moved after its place was looked up is found at its new place.
/// 2. Bytes that are found missing or damaged are put into quarantine, and the read fails: no
///    wrong byte is given away that is known to be wrong.
/// 3. One in so many reads of whole blobs is held against the digest before its first byte is
///    given away.
package final class IndexedBlobs: BlobStore {
    /// A longer blob would keep its reader waiting while it is hashed: it is the scrub's.
    static let sampledByteLimit: Int64 = 16 * 1024 * 1024

    let store: any BlobStore
    private let database: Database
    private let quarantine: Quarantine
    private let sample: ReadSample

    init(
        _ store: any BlobStore, database: Database, quarantine: Quarantine, sampleInterval: Int
    ) {
        self.store = store
        self.database = database
        self.quarantine = quarantine
        sample = ReadSample(interval: sampleInterval)
    }

    package var isWritable: Bool { store.isWritable }

    package func freeByteCount() throws(BlobError) -> Int64? { try store.freeByteCount() }

    package func makeBatch(mayUseReserve: Bool) throws(BlobError) -> any BlobBatch {
        try store.makeBatch(mayUseReserve: mayUseReserve)
    }

    package func region(
        of digest: Digest, at location: BlobLocation
    ) throws(BlobError) -> BlobRegion {
        let isVerified = isSampled(location)
        return try reading(digest, at: location) { location throws(BlobError) in
            if isVerified { try store.verify(digest, at: location) }
            return try store.region(of: digest, at: location)
        }
    }

    package func regionAtHand(of digest: Digest, at location: BlobLocation) -> BlobRegion? {
        if location.byteCount <= Self.sampledByteLimit, sample.postpones() { return nil }
        return store.regionAtHand(of: digest, at: location)
    }

    package func bytes(
        of digest: Digest, at location: BlobLocation, in range: Range<Int64>
    ) throws(BlobError) -> [UInt8] {
        let isWhole = range == 0..<location.byteCount
        if isWhole, isSampled(location) {
            return try bytes(of: digest, at: location)
        }
        return try reading(digest, at: location) { location throws(BlobError) in
            try store.bytes(of: digest, at: location, in: range)
        }
    }

    package func read(_ slices: [BlobSlice], into bytes: inout [UInt8]) throws(BlobError) {
        for slice in slices where slice.isWhole && isSampled(slice.location) {
            try verify(slice.digest, at: slice.location)
        }
        do {
            try store.read(slices, into: &bytes)
        } catch {
            guard error.isDamage else { throw error }
            // One by one: those that were moved are found, and the damaged one goes to quarantine.
            for slice in slices {
                let part = try reading(slice.digest, at: slice.location) {
                    location throws(BlobError) in
                    try store.bytes(of: slice.digest, at: location, in: slice.range)
                }
                bytes.replaceSubrange(slice.places, with: part)
            }
        }
    }

    package func bytes(of digest: Digest, at location: BlobLocation) throws(BlobError) -> [UInt8] {
        try reading(digest, at: location) { location throws(BlobError) in
            try store.bytes(of: digest, at: location)
        }
    }

    package func verify(
        _ digest: Digest, at location: BlobLocation, bufferByteCount: Int
    ) throws(BlobError) {
        try reading(digest, at: location) { location throws(BlobError) in
            try store.verify(digest, at: location, bufferByteCount: bufferByteCount)
        }
    }

    package func makeContent(
        _ blobs: [(digest: Digest, location: BlobLocation)]
    ) throws(BlobError) { try store.makeContent(blobs) }

    package func remove(_ digest: Digest, at location: BlobLocation) throws(BlobError) -> Bool {
        try store.remove(digest, at: location)
    }

    /// Whether this read of a whole blob is one of those that are verified.
    private func isSampled(_ location: BlobLocation) -> Bool {
        location.byteCount <= Self.sampledByteLimit && sample.takes()
    }

    /// Reads at the place that is known, and when there is nothing or something else, at the one
    /// that the index knows now.
    private func reading<Result>(
        _ digest: Digest, at known: BlobLocation,
        _ read: (BlobLocation) throws(BlobError) -> Result
    ) throws(BlobError) -> Result {
        do {
            return try read(known)
        } catch {
            guard error.isDamage else { throw error }
            // An index that cannot be read now tells nothing of the blob.
            guard let entry = try? current(digest), !entry.isQuarantined else { throw error }
            if entry.location == known {
                report(digest, at: known)
                throw error
            }
            do {
                return try read(entry.location)
            } catch {
                if error.isDamage { report(digest, at: entry.location) }
                throw error
            }
        }
    }

    private func current(_ digest: Digest) throws -> BlobIndex.Entry? {
        try database.read { try BlobIndex.entry(of: digest, in: $0) }
    }

    /// The reader is told of the damage in any case. Where the index takes no writes now, the next
    /// reader finds it again.
    private func report(_ digest: Digest, at location: BlobLocation) {
        try? quarantine.put(digest, at: location)
    }
}

extension BlobError {
    /// Whether the bytes are not what they should be, rather than out of reach.
    var isDamage: Bool {
        switch self {
        case .missing, .corrupt, .unknownSegment: true
        case .digestMismatch, .sizeMismatch, .medium, .full, .roomReserved, .unusable: false
        }
    }
}
