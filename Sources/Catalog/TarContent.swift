import Blobs
import Codecs
import Records
import SQL
import Shards

/// A tar whose members lie in the blob store.
struct TarContent: StoredContent {
    /// Blobs from here on go to the socket by themselves; smaller ones are read and joined, which
    /// costs a quarter at 4 KiB.
    private static let ownRegionByteCount: Int64 = 32 * 1024
    /// Bytes joined into one region.
    private static let joinedByteLimit = 64 * 1024

    /// Bytes of memory for one part: its member in the layout, its name and its location.
    private static let bytesPerPart = 256

    private let layout: TarLayout
    private let locations: [Digest: BlobLocation]
    private let store: any BlobStore
    /// About how much memory this takes.
    let memoryByteCount: Int

    /// Looks for the blobs of all parts; reads none.
    ///
    /// - Throws: ``CatalogError/blobMissing(_:)``, ``TarLayoutError``.
    init(of samples: [DeliveredSample], hasChecksums: Bool, in storage: Storage) throws {
        layout = try TarLayout(samples, hasChecksums: hasChecksums)
        locations = try storage.database.read { connection in
            var locations: [Digest: BlobLocation] = [:]
            for sample in samples {
                for part in sample.sample.parts where locations[part.digest] == nil {
                    guard let location = try BlobIndex.location(of: part.digest, in: connection)
                    else { throw CatalogError.blobMissing(part.digest) }
                    locations[part.digest] = location
                }
            }
            return locations
        }
        store = storage.blobs
        memoryByteCount = samples.reduce(0) { total, delivered in
            let partCount = delivered.sample.parts.count + delivered.labelParts.count
            let nameByteCount = delivered.sample.key.text.utf8.count
            return delivered.labelParts.reduce(
                total + partCount * (TarContent.bytesPerPart + nameByteCount)
            ) { $0 + $1.bytes.count }
        }
    }

    var byteCount: Int64 { layout.byteCount }

    func region(at offset: Int64) throws -> StoredRegion {
        var piece = Piece()
        for segment in layout.segments(from: offset) {
            switch segment {
            case .bytes(let bytes): piece.bytes += bytes
            case .zeros(let count): piece.bytes += repeatElement(0, count: Int(count))
            case .blob(let digest, let start, let count):
                let location = try location(of: digest)
                if count < TarContent.ownRegionByteCount {
                    piece.append(digest, at: location, start..<start + count)
                } else if piece.bytes.isEmpty {
                    return try store.region(of: digest, at: location)
                        .slice(from: start, byteCount: count)
                } else {
                    return try piece.read(from: store)
                }
            }
            if piece.bytes.count >= TarContent.joinedByteLimit { break }
        }
        return try piece.read(from: store)
    }

    /// Neighbouring segments that are sent as one.
    private struct Piece {
        /// What one piece takes: its limit, and the blob that passes it with its header.
        private static let capacity =
            TarContent.joinedByteLimit + Int(TarContent.ownRegionByteCount)
            + TarHeader.blockByteCount

        /// Zeros where blobs come.
        var bytes: [UInt8] = []
        private var slices: [BlobSlice] = []

        init() { bytes.reserveCapacity(Piece.capacity) }

        mutating func append(_ digest: Digest, at location: BlobLocation, _ range: Range<Int64>) {
            slices.append(BlobSlice(of: digest, at: location, range, to: bytes.count))
            bytes += repeatElement(0, count: range.count)
        }

        consuming func read(from store: any BlobStore) throws -> StoredRegion {
            try store.read(slices, into: &bytes)
            return .bytes(bytes)
        }
    }

    private func location(of digest: Digest) throws -> BlobLocation {
        guard let location = locations[digest] else { throw CatalogError.blobMissing(digest) }
        return location
    }
}
