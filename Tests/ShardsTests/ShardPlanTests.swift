import Testing

@testable import Shards

struct ShardPlanTests {
    @Test(arguments: [0, 1, 9, 10, 11, 95, 100], [1, 3, 10])
    func `the shards hold every sample once, in order`(sampleCount: Int, samplesPerShard: Int) {
        let plan = ShardPlan(sampleCount: sampleCount, samplesPerShard: samplesPerShard)
        let positions = (0..<plan.shardCount).flatMap {
            plan.positions(ofShard: $0).map(Array.init) ?? []
        }
        #expect(positions == Array(0..<sampleCount))
    }

    @Test func `all shards but the last have the same length`() {
        let plan = ShardPlan(sampleCount: 2500)
        #expect(plan.shardCount == 3)
        #expect(plan.positions(ofShard: 1) == 1000..<2000)
        #expect(plan.positions(ofShard: 2) == 2000..<2500)
    }

    @Test func `there is no shard before the first and after the last`() {
        let plan = ShardPlan(sampleCount: 10)
        #expect(plan.positions(ofShard: 1) == nil)
        #expect(plan.positions(ofShard: -1) == nil)
    }
}
