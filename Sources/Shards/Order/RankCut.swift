/// One rank's share of an interval of an epoch: every `worldSize`-th index.
///
/// Strided, so that ranks in step have together consumed a prefix of the epoch whatever their
/// number: one integer, the end of that prefix, resumes any world. Contiguous shares would leave a
/// hole for each rank, and a list of holes after each change.
package struct RankCut: Sendable, Equatable {
    /// What becomes of the last indices when they do not divide among the ranks.
    package enum Tail: String, Sendable, CaseIterable {
        /// Every sample once; ranks may differ by one in length.
        case keep
        /// Equal lengths: the epoch begins again for the ranks that have fewer.
        case `repeat`
        /// Equal lengths: the last samples, fewer than ranks, are left out.
        case drop
    }

    package static let worldSizeLimit = 65_536

    package let interval: Range<Int>
    package let rank: Int
    package let worldSize: Int
    package let tail: Tail

    package init(of interval: Range<Int>, rank: Int, worldSize: Int, tail: Tail = .keep) {
        precondition(
            (1...RankCut.worldSizeLimit).contains(worldSize) && (0..<worldSize).contains(rank),
            "ranks are checked where they come in")
        self.interval = interval
        self.rank = rank
        self.worldSize = worldSize
        self.tail = tail
    }

    /// How many indices the rank has.
    package var count: Int {
        let (whole, rest) = interval.count.quotientAndRemainder(dividingBy: worldSize)
        return switch tail {
        case .keep: whole + (rank < rest ? 1 : 0)
        case .repeat: whole + (rest > 0 ? 1 : 0)
        case .drop: whole
        }
    }

    /// The index of the rank's step.
    package func index(at step: Int) -> Int {
        precondition((0..<count).contains(step), "a step of the rank")
        let index = interval.lowerBound + rank + step * worldSize
        return index < interval.upperBound ? index : index % interval.upperBound
    }

    /// The steps at which the rank has an index, of those before `stepCount`: none or one, and two
    /// where the epoch begins again.
    package func steps(at index: Int, before stepCount: Int) -> [Int] {
        let end = min(stepCount, count)
        var steps: [Int] = []
        let distance = index - interval.lowerBound - rank
        if interval.contains(index), distance >= 0, distance.isMultiple(of: worldSize),
            distance / worldSize < end
        {
            steps.append(distance / worldSize)
        }
        // Only the last step may be one with which the epoch begins again.
        if end == count, let last = (0..<end).last, !steps.contains(last),
            self.index(at: last) == index
        {
            steps.append(last)
        }
        return steps
    }

    /// The rank's indices, in order.
    package var indices: [Int] { (0..<count).map(index(at:)) }

    /// The prefix that the world has consumed when each of its ranks has made so many steps: where
    /// any world goes on.
    package func end(afterSteps steps: Int) -> Int {
        let (product, isTooLarge) = steps.multipliedReportingOverflow(by: worldSize)
        return isTooLarge || product > interval.count
            ? interval.upperBound : interval.lowerBound + product
    }
}
