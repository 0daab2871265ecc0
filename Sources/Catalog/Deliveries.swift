import Blobs
import Codecs
package import Records
import SQL
package import Shards

/// What ranks of a world are given of an epoch: tars and parts, composed when they are read.
package struct Deliveries: Sendable {
    private let storage: Storage
    private let plans: PlanCache

    package init(_ storage: Storage, plans: PlanCache) {
        self.storage = storage
        self.plans = plans
    }

    /// The samples of a delivery as a tar; no more than a plan may hold.
    package func tar(
        of delivery: Delivery, from source: some EpochSource, hasChecksums: Bool = false
    ) throws -> ComposedTar {
        precondition(
            delivery.stepCount <= ShardPlan.samplesPerShardLimit, "limited where it comes in")
        let identity = ShardIdentity(
            manifest: source.digest, specification: ["delivery": delivery.specification],
            shardIndex: 0)
        return try ComposedTar(
            of: identity, hasChecksums: hasChecksums, in: storage, plans: plans
        ) {
            try source.samples(at: delivery.indices, of: delivery.identity, in: storage)
                .map(\.delivered)
        }
    }

    /// Any samples as a tar, in the order of `choices`; places are those of ``DeliverySource``.
    ///
    /// - Throws: ``CatalogError/sampleMissing(_:)``, unless what is missing is left out.
    package func tar(
        of choices: [SampleChoice], from source: DeliverySource, skippingMissing: Bool,
        hasChecksums: Bool = false
    ) throws -> ComposedTar {
        let positions = try source.positions(
            of: choices, in: storage, skippingMissing: skippingMissing)
        let identity = ShardIdentity(
            manifest: source.digest,
            specification: ["positions": .array(positions.map { .number($0) })], shardIndex: 0)
        return try ComposedTar(
            of: identity, hasChecksums: hasChecksums, in: storage, plans: plans
        ) { try source.samples(at: positions, in: storage) }
    }

    /// The bytes of some parts of samples, sample by sample: of those that are stored, and of
    /// labels that are sent as parts.
    ///
    /// Parts that are larger than `byteLimit` are left out.
    package func parts(
        named names: [PartName], of samples: [DeliveredSample], byteLimit: Int64
    ) throws -> [[(name: PartName, bytes: [UInt8])]] {
        let wanted = samples.map { delivered in
            delivered.sample.parts.filter { names.contains($0.name) && $0.byteCount <= byteLimit }
        }
        let locations = try storage.database.read { connection in
            try wanted.map { parts in
                try parts.map { part in
                    guard let location = try BlobIndex.location(of: part.digest, in: connection)
                    else { throw CatalogError.blobMissing(part.digest) }
                    return location
                }
            }
        }
        return try zip(samples, zip(wanted, locations)).map { delivered, stored in
            let stored = try zip(stored.0, stored.1).map { part, location in
                let bytes = try storage.blobs.bytes(
                    of: part.digest, at: location, in: 0..<part.byteCount)
                return (part.name, bytes)
            }
            let labels = delivered.labelParts.filter {
                names.contains($0.name) && $0.bytes.count <= byteLimit
            }
            return stored + labels.map { ($0.name, $0.bytes) }
        }
    }
}
