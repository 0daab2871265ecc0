package import Codecs

/// A run of one rank's steps through an epoch: what one answer delivers.
package struct Delivery: Sendable {
    package let rule: OrderRule
    package let epoch: UInt64
    /// Samples of the whole epoch.
    package let sampleCount: Int
    package let cut: RankCut
    /// Steps that are delivered, from the first of the cut on.
    package let stepCount: Int

    package init(
        rule: OrderRule, epoch: UInt64, sampleCount: Int, cut: RankCut, stepLimit: Int
    ) {
        precondition(
            cut.interval.lowerBound >= 0 && cut.interval.upperBound <= sampleCount
                && stepLimit >= 0,
            "deliveries are checked where they come in")
        self.rule = rule
        self.epoch = epoch
        self.sampleCount = sampleCount
        self.cut = cut
        stepCount = min(stepLimit, cut.count)
    }

    /// The order that the epoch has.
    package var order: EpochOrder { EpochOrder(rule, epoch: epoch, sampleCount: sampleCount) }

    /// The indices of the epoch that are delivered, in order.
    package var indices: some Sequence<Int> { (0..<stepCount).lazy.map(cut.index(at:)) }

    /// The positions of the samples at the indices.
    package var positions: [Int] { order.positions(at: indices) }

    /// From which index the rank goes on after this; nil when it has nothing more.
    package var next: Int? { stepCount < cut.count ? cut.end(afterSteps: stepCount) : nil }

    /// Equal for equal deliveries from equal samples.
    package var specification: JSON {
        [
            "order": rule.json, "epoch": .number(epoch),
            "from": .number(cut.interval.lowerBound), "to": .number(cut.interval.upperBound),
            "rank": .number(cut.rank), "worldSize": .number(cut.worldSize),
            "tail": .string(cut.tail.rawValue), "steps": .number(stepCount),
        ]
    }
}
