package import Codecs
import Posix
import Shards

/// A tar that is composed when it is read.
package struct ComposedTar: Sendable {
    /// Bytes that are read at once to compute a digest.
    private static let pieceByteCount: Int64 = 1 << 20

    /// What the bytes are a function of: their strong validator.
    package let digest: Digest
    package let content: any StoredContent

    /// A tar that is named by what it is made from; what has been made lately is found again.
    init(
        of samples: ShardIdentity, hasChecksums: Bool, in storage: Storage, plans: PlanCache,
        _ delivered: () throws -> [DeliveredSample]
    ) throws {
        digest = ComposedTar.identity(samples, hasChecksums: hasChecksums).digest
        content = try plans.tars.value(of: digest) {
            try TarContent(of: delivered(), hasChecksums: hasChecksums, in: storage)
        }
    }

    /// What names a tar of samples.
    static func identity(_ samples: ShardIdentity, hasChecksums: Bool) -> ShardIdentity {
        hasChecksums ? samples.with("checksums", "sha256") : samples
    }

    /// The SHA-256 of the bytes: the first time, all of them are read.
    package func sha256(plans: PlanCache) throws -> Digest {
        try plans.digests.value(of: digest) {
            var hash = SHA256()
            var offset: Int64 = 0
            while offset < content.byteCount {
                let piece = try content.region(at: offset).prefix(ComposedTar.pieceByteCount)
                hash.update(piece)
                offset += Int64(piece.count)
            }
            return hash.finish()
        }
    }
}

extension StoredRegion {
    /// The first bytes, at most so many.
    fileprivate func prefix(_ limit: Int64) throws -> [UInt8] {
        switch self {
        case .bytes(let bytes): return bytes
        case .zeros(let count): return [UInt8](repeating: 0, count: Int(min(count, limit)))
        case .file(let region):
            var bytes: [UInt8] = []
            try region.append(prefix: Int(min(region.byteCount, limit)), to: &bytes)
            return bytes
        }
    }
}
