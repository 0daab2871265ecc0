import TestSupport
import Testing

@testable import Shards

struct RankCutTests {
    @Test(arguments: [0..<0, 0..<1, 0..<10, 3..<10, 5..<105], [1, 2, 3, 7, 12])
    func `together the ranks have the interval, by the rule of its tail`(
        interval: Range<Int>, worldSize: Int
    ) {
        for tail in RankCut.Tail.allCases {
            let cuts = (0..<worldSize).map {
                RankCut(of: interval, rank: $0, worldSize: worldSize, tail: tail)
            }
            let all = cuts.flatMap(\.indices)
            let rest = interval.count % worldSize
            switch tail {
            case .keep:
                #expect(all.sorted() == Array(interval))
            case .drop:
                #expect(all.sorted() == Array(interval.dropLast(rest)))
                #expect(Set(cuts.map(\.count)).count == 1)
            case .repeat:
                #expect(Set(all).isSuperset(of: interval))
                #expect(all.allSatisfy { $0 < interval.upperBound })
                #expect(Set(cuts.map(\.count)).count == 1)
                #expect(all.count == interval.count + (rest == 0 ? 0 : worldSize - rest))
            }
        }
    }

    @Test(arguments: UInt64(0)..<300)
    func `the steps at an index are those that lead to it`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let from = Int.random(in: 0...20, using: &random)
        let interval = from..<from + Int.random(in: 0...60, using: &random)
        let worldSize = Int.random(in: 1...90, using: &random)
        for tail in RankCut.Tail.allCases where interval.upperBound > 0 {
            let cut = RankCut(
                of: interval, rank: Int.random(in: 0..<worldSize, using: &random),
                worldSize: worldSize, tail: tail)
            let stepCount = Int.random(in: 0...cut.count + 1, using: &random)
            let indices = cut.indices.prefix(stepCount)
            for index in 0..<interval.upperBound {
                let expected = indices.indices.filter { indices[$0] == index }
                #expect(cut.steps(at: index, before: stepCount).sorted() == expected)
            }
        }
    }

    /// Random worlds that are killed at random steps and go on as other worlds, for some epochs:
    /// every sample of every epoch is delivered once.
    @Test(arguments: UInt64(0)..<200)
    func `worlds that change in the middle of epochs lose and repeat nothing`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...500, using: &random)
        let rule = OrderRule.shuffled(seed: random.next())
        for epoch in UInt64(0)..<3 {
            let order = EpochOrder(rule, epoch: epoch, sampleCount: count)
            var delivered = [Int](repeating: 0, count: count)
            var from = 0
            while from < count {
                let worldSize = Int.random(in: 1...9, using: &random)
                let cuts = (0..<worldSize).map {
                    RankCut(of: from..<count, rank: $0, worldSize: worldSize)
                }
                let steps = Int.random(in: 0...(count - from) / worldSize + 1, using: &random)
                for cut in cuts {
                    for step in 0..<min(steps, cut.count) {
                        delivered[order.position(at: cut.index(at: step))] += 1
                    }
                }
                from = cuts[0].end(afterSteps: steps)
            }
            #expect(delivered.allSatisfy { $0 == 1 }, "seed \(seed), epoch \(epoch)")
        }
    }

    /// Ranks that stopped out of step: what the slower ones had left is delivered as their own
    /// strided intervals, before the new world goes on from the furthest of them.
    @Test(arguments: UInt64(0)..<200)
    func `ranks that stopped out of step leave nothing behind`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...500, using: &random)
        let old = Int.random(in: 1...8, using: &random)
        var delivered: [Int] = []
        // Each rank's state is one integer: the prefix it would have if all were in step.
        let states = (0..<old).map { rank in
            let cut = RankCut(of: 0..<count, rank: rank, worldSize: old)
            let steps = Int.random(in: 0...cut.count, using: &random)
            delivered += cut.indices.prefix(steps)
            return cut.end(afterSteps: steps)
        }
        let from = states.max() ?? 0
        for (rank, state) in states.enumerated() {
            delivered += RankCut(of: state..<from, rank: rank, worldSize: old).indices
        }
        let new = Int.random(in: 1...8, using: &random)
        for rank in 0..<new {
            delivered += RankCut(of: from..<count, rank: rank, worldSize: new).indices
        }
        #expect(delivered.sorted() == Array(0..<count), "seed \(seed)")
    }
}
