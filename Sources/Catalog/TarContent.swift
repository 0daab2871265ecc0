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
        if case .blob(let digest, let start, let count) = layout.segment(at: offset),
            count >= TarContent.ownRegionByteCount
        {
            return try store.region(of: digest, at: try location(of: digest))
                .slice(from: start, byteCount: count)
        }
        return .bytes(try joined(from: offset))
    }

    /// Neighbouring segments as one piece, up to the next blob that goes by itself.
    private func joined(from offset: Int64) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(TarContent.joinedByteLimit)
        var position = offset
        while position < byteCount, bytes.count < TarContent.joinedByteLimit {
            let segment = layout.segment(at: position)
            switch segment {
            case .bytes(let header): bytes += header
            case .zeros(let count): bytes += repeatElement(0, count: Int(count))
            case .blob(let digest, let start, let count):
                if count >= TarContent.ownRegionByteCount, !bytes.isEmpty { return bytes }
                bytes += try store.bytes(
                    of: digest, at: try location(of: digest), in: start..<start + count)
            }
            position += segment.byteCount
        }
        return bytes
    }

    private func location(of digest: Digest) throws -> BlobLocation {
        guard let location = locations[digest] else { throw CatalogError.blobMissing(digest) }
        return location
    }
}
