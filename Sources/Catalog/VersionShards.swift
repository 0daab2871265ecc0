package import Codecs
import Manifests
package import Records
import Shards

/// The shards of versions: tars that are composed when they are read.
package struct VersionShards: Sendable {
    let storage: Storage
    let plans: PlanCache
    let samplesPerShard: Int

    package init(_ storage: Storage, plans: PlanCache, samplesPerShard: Int) {
        self.storage = storage
        self.plans = plans
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
        let digest = digest(of: number, of: version)
        return Shard(
            digest: digest,
            content: try plans.tars.value(of: digest) {
                try TarContent(of: samples(number, of: version), in: storage)
            })
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
}
