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
        var rest = try contents(of: wanted.joined())[...]
        return zip(samples, wanted).map { delivered, parts in
            let stored = zip(parts, rest).map { ($0.name, $1) }
            rest = rest.dropFirst(parts.count)
            let labels = delivered.labelParts.filter {
                names.contains($0.name) && $0.bytes.count <= byteLimit
            }
            return stored + labels.map { ($0.name, $0.bytes) }
        }
    }

    /// The bytes of some parts, read together.
    private func contents(of parts: some Sequence<Part>) throws -> [[UInt8]] {
        var byteCount = 0
        let slices = try storage.database.read { connection in
            try parts.map { part in
                guard let location = try BlobIndex.location(of: part.digest, in: connection)
                else { throw CatalogError.blobMissing(part.digest) }
                defer { byteCount += Int(part.byteCount) }
                return BlobSlice(
                    of: part.digest, at: location, 0..<part.byteCount, to: byteCount)
            }
        }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        try storage.blobs.read(slices, into: &bytes)
        return slices.map { Array(bytes[$0.places]) }
    }
}
