/// How a sequence of samples is cut into shards: all of the same length but the last.
package struct ShardPlan: Sendable, Equatable {
    package static let standardSamplesPerShard = 1000
    /// A shard's layout is kept in memory while it is sent: some 200 bytes for each part.
    package static let samplesPerShardLimit = 10_000

    package let sampleCount: Int
    package let samplesPerShard: Int

    package init(sampleCount: Int, samplesPerShard: Int = standardSamplesPerShard) {
        precondition(sampleCount >= 0, "a count")
        precondition(
            (1...ShardPlan.samplesPerShardLimit).contains(samplesPerShard),
            "the length of shards is checked where it comes in")
        self.sampleCount = sampleCount
        self.samplesPerShard = samplesPerShard
    }

    /// None for no samples.
    package var shardCount: Int {
        sampleCount / samplesPerShard + (sampleCount % samplesPerShard == 0 ? 0 : 1)
    }

    /// The places of a shard's samples in the sequence; nil when there is no such shard.
    package func positions(ofShard index: Int) -> Range<Int>? {
        guard (0..<shardCount).contains(index) else { return nil }
        let start = index * samplesPerShard
        return start..<min(sampleCount, start + samplesPerShard)
    }
}
