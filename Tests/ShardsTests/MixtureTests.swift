import Codecs
import Testing

@testable import Shards

struct MixtureTests {
    private static func recipe(_ weights: [Int], count: Int) -> MixtureRecipe {
        MixtureRecipe(
            components: weights.map {
                .init(view: Digest.of([UInt8(truncatingIfNeeded: $0)]), weight: $0)
            },
            sampleCount: count, order: .shuffled(seed: 1))
    }

    @Test func `shares differ from their weights by less than one, and are all there`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let weights = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                Int.random(in: 1...1000, using: &random)
            }
            let count = Int.random(in: 0...5000, using: &random)
            let counts = Self.recipe(weights, count: count).slotCounts
            let total = Double(weights.reduce(0, +))
            #expect(counts.reduce(0, +) == count)
            for (share, weight) in zip(counts, weights) {
                #expect(abs(Double(share) - Double(count * weight) / total) < 1)
            }
        }
    }

    @Test func `the largest mixture has shares that can be computed`() {
        let recipe = Self.recipe(
            [Int](repeating: MixtureRecipe.weightLimit, count: MixtureRecipe.componentLimit),
            count: MixtureRecipe.sampleLimit)
        #expect(recipe.slotCounts.allSatisfy { $0 == MixtureRecipe.sampleLimit / 64 })
    }

    private static let components: [MixtureDraws.Component] = [
        .init(sampleCount: 10, order: .shuffled(seed: 1), slotCount: 7),
        .init(sampleCount: 0, order: .shuffled(seed: 2), slotCount: 0),
        .init(sampleCount: 3, order: .sequential, slotCount: 8),
        .init(
            sampleCount: 100, order: .windowed(seed: 3, blockLength: 4, blocksPerWindow: 3),
            slotCount: 100),
        .init(sampleCount: 1, order: .shuffled(seed: 4), slotCount: 2),
    ]
    private static let slotCount = 117

    @Test func `over the epochs every sample of a component comes equally often`() {
        var counts: [[Int]: Int] = [:]
        // 10 epochs of 7 slots are 7 passes of 10 samples, and so on.
        for epoch in 0..<30 {
            let draws = MixtureDraws(of: Self.components, epoch: UInt64(epoch))
                .draws(at: Array(0..<Self.slotCount))
            for draw in draws { counts[[draw.component, draw.place], default: 0] += 1 }
        }
        for (component, times) in [(0, 21), (2, 80), (3, 30), (4, 60)] {
            for place in 0..<Self.components[component].sampleCount {
                #expect(counts[[component, place]] == times, "\(component) \(place)")
            }
        }
        #expect(counts.keys.count == 114)
    }

    @Test func `the slots of a sample are those at which it is drawn`() {
        for epoch in [0, 1, 2, 3, 17, UInt64(1) << 53] {
            let mixture = MixtureDraws(of: Self.components, epoch: epoch)
            let draws = mixture.draws(at: Array(0..<Self.slotCount))
            for (component, one) in Self.components.enumerated() {
                for place in 0..<one.sampleCount {
                    let expected = draws.indices.filter {
                        draws[$0].component == component && draws[$0].place == place
                    }
                    #expect(
                        mixture.slots(of: place, in: component, limit: 100).sorted() == expected)
                    #expect(
                        mixture.slots(of: place, in: component, limit: 1).count
                            == min(1, expected.count))
                }
            }
        }
    }

    @Test func `draws do not depend on which are asked for together`() {
        let mixture = MixtureDraws(of: Self.components, epoch: 5)
        let all = mixture.draws(at: Array(0..<Self.slotCount))
        for slot in 0..<Self.slotCount { #expect(mixture.draws(at: [slot]) == [all[slot]]) }
    }

    @Test func `a recipe's digest changes with all that is in it`() {
        let view = Digest.of([1])
        let recipes = [
            MixtureRecipe(
                components: [.init(view: view, weight: 1)], sampleCount: 5, order: .sequential),
            MixtureRecipe(
                components: [.init(view: view, weight: 2)], sampleCount: 5, order: .sequential),
            MixtureRecipe(
                components: [.init(view: view, weight: 1)], sampleCount: 6, order: .sequential),
            MixtureRecipe(
                components: [.init(view: view, weight: 1)], sampleCount: 5,
                order: .shuffled(seed: 0)),
            MixtureRecipe(
                components: [.init(view: Digest.of([2]), weight: 1)], sampleCount: 5,
                order: .sequential),
        ]
        #expect(Set(recipes.map(\.digest)).count == recipes.count)
    }
}
