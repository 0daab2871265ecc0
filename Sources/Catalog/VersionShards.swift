import Blobs
package import Codecs
import Manifests
package import Records
import SQL
import Shards

/// The shards of versions: tars that are composed when they are read.
package struct VersionShards: Sendable {
    let storage: Storage
    let samplesPerShard: Int

    package init(_ storage: Storage, samplesPerShard: Int) {
        self.storage = storage
        self.samplesPerShard = samplesPerShard
    }

    package struct Shard: Sendable {
        /// What the bytes are a function of: their strong validator.
        package let digest: Digest
        package let content: any StoredContent
    }

    package func count(of version: Version) -> Int { plan(of: version).shardCount }

    /// - Parameter number: counts from 0.
    /// - Throws: ``CatalogError/shardMissing(_:count:)``.
    package func shard(_ number: Int, of version: Version) throws -> Shard {
        let samples = try samples(number, of: version)
        return Shard(
            digest: digest(of: number, of: version),
            content: TarContent(
                layout: try TarLayout(samples), locations: try locations(of: samples),
                store: storage.blobs))
    }

    /// How many samples and bytes a shard has, without looking for its blobs.
    package func size(of number: Int, of version: Version) throws -> (
        sampleCount: Int, byteCount: Int64
    ) {
        let samples = try samples(number, of: version)
        return (samples.count, try TarLayout(samples).byteCount)
    }

    /// What a shard's bytes are a function of: their strong validator.
    package func digest(of number: Int, of version: Version) -> Digest {
        ShardIdentity(
            manifest: version.digest,
            specification: ["samplesPerShard": .number(samplesPerShard)], shardIndex: number
        ).digest
    }

    private func samples(_ number: Int, of version: Version) throws -> [Sample] {
        let plan = plan(of: version)
        guard let positions = plan.positions(ofShard: number) else {
            throw CatalogError.shardMissing(number, count: plan.shardCount)
        }
        var samples: [Sample] = []
        samples.reserveCapacity(positions.count)
        try Datasets(storage).manifest(of: version).forEach(in: positions) { _, sample in
            samples.append(sample)
        }
        return samples
    }

    private func plan(of version: Version) -> ShardPlan {
        ShardPlan(sampleCount: version.sampleCount, samplesPerShard: samplesPerShard)
    }

    private func locations(of samples: [Sample]) throws -> [Digest: BlobLocation] {
        try storage.database.read { connection in
            var locations: [Digest: BlobLocation] = [:]
            for sample in samples {
                for part in sample.parts where locations[part.digest] == nil {
                    guard let location = try BlobIndex.location(of: part.digest, in: connection)
                    else { throw CatalogError.blobMissing(part.digest) }
                    locations[part.digest] = location
                }
            }
            return locations
        }
    }
}

/// A tar whose members lie in the blob store.
private struct TarContent: StoredContent {
    /// Blobs from here on go to the socket by themselves; smaller ones are read and joined, which
    /// costs a quarter at 4 KiB.
    private static let ownRegionByteCount: Int64 = 32 * 1024
    /// Bytes joined into one region.
    private static let joinedByteLimit = 64 * 1024

    let layout: TarLayout
    let locations: [Digest: BlobLocation]
    let store: any BlobStore

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
