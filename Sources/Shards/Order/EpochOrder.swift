/// The order of one epoch: which position of a version stands at each index, and the inverse.
///
/// A function of rule, epoch and count alone: nothing is stored, and it is the same on every
/// machine and after every restart. Docs/ORDER.md specifies it.
package struct EpochOrder: Sendable {
    package let sampleCount: Int
    private let arrangement: Arrangement

    private enum Arrangement: Sendable {
        case sequential
        case shuffled(KeyedPermutation)
        case windowed(WindowedOrder)
    }

    package init(_ rule: OrderRule, epoch: UInt64, sampleCount: Int) {
        self.sampleCount = sampleCount
        arrangement =
            switch rule {
            case .sequential: .sequential
            case .shuffled(let seed):
                .shuffled(KeyedPermutation(count: sampleCount, seed: seed, epoch: epoch))
            case .windowed(let seed, let blockLength, let blocksPerWindow):
                .windowed(
                    WindowedOrder(
                        sampleCount: sampleCount, seed: seed, epoch: epoch,
                        blockLength: blockLength, blocksPerWindow: blocksPerWindow))
            }
    }

    /// The position of the sample at an index of the epoch.
    package func position(at index: Int) -> Int {
        switch arrangement {
        case .sequential: index
        case .shuffled(let permutation): permutation.image(of: index)
        case .windowed(let order): order.position(at: index, in: order.window(holding: index))
        }
    }

    /// The index at which the sample of a position comes.
    package func index(of position: Int) -> Int {
        switch arrangement {
        case .sequential: position
        case .shuffled(let permutation): permutation.preimage(of: position)
        case .windowed(let order): order.index(of: position)
        }
    }

    /// The positions at some indices, in their order.
    package func positions(at indices: some Sequence<Int>) -> [Int] {
        guard case .windowed(let order) = arrangement else { return indices.map(position(at:)) }
        // A window's keys cost more than a hundred indices: they are made when it changes.
        var window: WindowedOrder.Window?
        return indices.map { index in
            let current =
                window.flatMap { $0.indices.contains(index) ? $0 : nil }
                ?? order.window(holding: index)
            window = current
            return order.position(at: index, in: current)
        }
    }
}
