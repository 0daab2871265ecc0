import Codecs
import TestSupport
import Testing

@testable import Shards

struct EpochOrderTests {
    private static let rules: [OrderRule] = [
        .sequential, .shuffled(seed: 3), .windowed(seed: 3, blockLength: 16, blocksPerWindow: 4),
        .windowed(seed: 3, blockLength: 1, blocksPerWindow: 1),
        .windowed(seed: 3, blockLength: 7, blocksPerWindow: 1),
        .windowed(seed: 3, blockLength: 1000, blocksPerWindow: 2),
    ]

    @Test(arguments: rules, [0, 1, 2, 6, 7, 8, 63, 64, 65, 1000, 2001])
    func `each epoch has every position once, and knows where`(rule: OrderRule, count: Int) {
        for epoch in 0..<3 {
            let order = EpochOrder(rule, epoch: UInt64(epoch), sampleCount: count)
            let positions = (0..<count).map(order.position(at:))
            #expect(positions.sorted() == Array(0..<count))
            #expect(positions.map(order.index(of:)) == Array(0..<count))
            #expect(order.positions(at: 0..<count) == positions)
        }
    }

    @Test func `a window holds whole blocks, and blocks are not in order`() {
        let rule = OrderRule.windowed(seed: 1, blockLength: 10, blocksPerWindow: 5)
        let order = EpochOrder(rule, epoch: 0, sampleCount: 1000)
        let windows = (0..<20).map { window in
            Set((0..<50).map { order.position(at: window * 50 + $0) / 10 })
        }
        #expect(windows.allSatisfy { $0.count == 5 })
        #expect(windows.flatMap { $0.sorted() } != Array(0..<100))
    }

    @Test func `epochs differ unless the order is sequential`() {
        for rule in Self.rules {
            let epochs = (0..<3).map { epoch in
                EpochOrder(rule, epoch: epoch, sampleCount: 1000).positions(at: 0..<1000)
            }
            #expect(Set(epochs).count == (rule == .sequential ? 1 : 3), "\(rule)")
        }
    }

    @Test func `rules that order differently are told apart by their description`() {
        #expect(Set(Self.rules.map(\.json.canonicalBytes)).count == Self.rules.count)
    }
}
