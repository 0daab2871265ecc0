package import Codecs

/// Views that are drawn from together, each with a weight.
///
/// An epoch has a number of slots. Each component has its share of them, one range after another,
/// and an ``OrderRule`` shuffles the slots as it does the samples of a view; Docs/ORDER.md
/// specifies it. Everything that its bytes depend on is in the recipe, so its digest names them for
/// ever.
package struct MixtureRecipe: Sendable, Hashable {
    /// Changes whenever the same recipe would mean other samples.
    private static let formatVersion = 1
    package static let componentLimit = 64
    package static let weightLimit = 1_000_000
    /// Slots of an epoch: as many as a seed can be, over the number of weights.
    package static let sampleLimit = 1 << 40

    package struct Component: Sendable, Hashable {
        /// The digest of the view.
        package let view: Digest
        package let weight: Int

        package init(view: Digest, weight: Int) {
            precondition(
                (1...MixtureRecipe.weightLimit).contains(weight),
                "weights are checked where they come in")
            self.view = view
            self.weight = weight
        }
    }

    package let components: [Component]
    /// Samples of an epoch.
    package let sampleCount: Int
    package let order: OrderRule

    package init(components: [Component], sampleCount: Int, order: OrderRule) {
        precondition(
            (1...MixtureRecipe.componentLimit).contains(components.count)
                && (0...MixtureRecipe.sampleLimit).contains(sampleCount),
            "mixtures are checked where they come in")
        self.components = components
        self.sampleCount = sampleCount
        self.order = order
    }

    package var digest: Digest { Digest.of(json.canonicalBytes) }

    package var json: JSON {
        [
            "format": .number(MixtureRecipe.formatVersion),
            "mixture": .array(
                components.map {
                    ["view": .string($0.view.description), "weight": .number($0.weight)]
                }),
            "samples": .number(sampleCount), "order": order.json,
        ]
    }

    /// How many slots each component has: its share rounded down, and one more for those that lost
    /// most by that, the earlier ones first, until there are as many as the epoch has.
    package var slotCounts: [Int] {
        let total = components.reduce(0) { $0 + $1.weight }
        let shares = components.map {
            (sampleCount * $0.weight).quotientAndRemainder(dividingBy: total)
        }
        var counts = shares.map(\.quotient)
        let rest = sampleCount - counts.reduce(0, +)
        let order = shares.indices.sorted {
            (shares[$1].remainder, $0) < (shares[$0].remainder, $1)
        }
        for index in order.prefix(rest) { counts[index] += 1 }
        return counts
    }
}
