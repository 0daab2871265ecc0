package import Codecs
import Records
import Shards

/// The shards of a version or a view: tars of its samples in the order of their keys, which are
/// composed when they are read.
package struct SourceShards: Sendable {
    let storage: Storage
    let plans: PlanCache
    let samplesPerShard: Int
    let source: DeliverySource
    let hasChecksums: Bool

    package init(
        of source: DeliverySource, in storage: Storage, plans: PlanCache, samplesPerShard: Int,
        hasChecksums: Bool = false
    ) {
        self.hasChecksums = hasChecksums
        self.source = source
        self.storage = storage
        self.plans = plans
        self.samplesPerShard = samplesPerShard
    }

    package var count: Int { plan.shardCount }

    /// - Parameter number: counts from 0.
    /// - Throws: ``CatalogError/shardMissing(_:count:)``.
    package func shard(_ number: Int) throws -> ComposedTar {
        try ComposedTar(
            of: identity(of: number), hasChecksums: hasChecksums, in: storage, plans: plans
        ) { try samples(number) }
    }

    /// How many samples and bytes a shard has, without looking for its blobs.
    package func size(of number: Int) throws -> (sampleCount: Int, byteCount: Int64) {
        let samples = try samples(number)
        return (samples.count, try TarLayout(samples, hasChecksums: hasChecksums).byteCount)
    }

    /// What a shard's bytes are a function of: their strong validator.
    package func digest(of number: Int) -> Digest {
        ComposedTar.identity(identity(of: number), hasChecksums: hasChecksums).digest
    }

    private func identity(of number: Int) -> ShardIdentity {
        ShardIdentity(
            manifest: source.digest,
            specification: ["samplesPerShard": .number(samplesPerShard)], shardIndex: number)
    }

    private func samples(_ number: Int) throws -> [DeliveredSample] {
        guard let places = plan.positions(ofShard: number) else {
            throw CatalogError.shardMissing(number, count: count)
        }
        return try source.samples(at: source.positions(of: places), in: storage)
    }

    private var plan: ShardPlan {
        ShardPlan(sampleCount: source.sampleCount, samplesPerShard: samplesPerShard)
    }
}
