import Codecs
import Testing

@testable import Shards

struct DeliveryTests {
    private static func delivery(
        from: Int = 0, to: Int = 100, rank: Int = 1, of worldSize: Int = 4, steps: Int = 10,
        epoch: UInt64 = 2, rule: OrderRule = .shuffled(seed: 9), tail: RankCut.Tail = .keep
    ) -> Delivery {
        Delivery(
            rule: rule, epoch: epoch, sampleCount: 100,
            cut: RankCut(of: from..<to, rank: rank, worldSize: worldSize, tail: tail),
            stepLimit: steps)
    }

    @Test(arguments: [1, 3, 4, 25, 100], RankCut.Tail.allCases)
    func `runs that follow each other deliver a rank's whole share`(
        steps: Int, tail: RankCut.Tail
    ) {
        for rank in 0..<7 {
            let whole = Self.delivery(rank: rank, of: 7, steps: .max, tail: tail)
            var positions: [Int] = []
            var from: Int? = 0
            while let start = from {
                let run = Self.delivery(from: start, rank: rank, of: 7, steps: steps, tail: tail)
                #expect(run.stepCount > 0)
                positions += run.positions
                from = run.next
            }
            #expect(positions == whole.positions)
        }
    }

    @Test func `everything that the samples depend on is in the specification`() {
        let deliveries = [
            Self.delivery(), Self.delivery(from: 1), Self.delivery(to: 99), Self.delivery(rank: 2),
            Self.delivery(of: 5), Self.delivery(steps: 9), Self.delivery(epoch: 3),
            Self.delivery(rule: .shuffled(seed: 8)), Self.delivery(rule: .sequential),
            Self.delivery(tail: .drop),
        ]
        let specifications = Set(deliveries.map(\.specification.canonicalBytes))
        #expect(specifications.count == deliveries.count)
    }
}
