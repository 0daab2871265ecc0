/// Blocks of neighbouring positions in a shuffled order, and the samples of each window of blocks
/// shuffled among themselves.
///
///     positions   0 1 2 3 | 4 5 6 7 | 8 9        blocks of 4, the last one short
///     lined up    8 9 | 4 5 6 7 | 0 1 2 3        the blocks in the order of their permutation
///     epoch       5 8 9 4 7 6 0 2 | …            each window by a permutation of its own
///
/// A reader that keeps a window of blocks reads every block once, in whole.
struct WindowedOrder: Sendable {
    /// A run of the epoch's indices that is shuffled by itself.
    struct Window: Sendable {
        let indices: Range<Int>
        fileprivate let permutation: KeyedPermutation
    }

    private let sampleCount: Int
    private let seed: UInt64
    private let epoch: UInt64
    private let blockLength: Int
    private let windowLength: Int
    private let blocks: KeyedPermutation
    /// Where the short block stands among the blocks; nil when all are whole.
    private let shortPlace: Int?

    init(
        sampleCount: Int, seed: UInt64, epoch: UInt64, blockLength: Int, blocksPerWindow: Int
    ) {
        precondition(
            (1...OrderRule.blockLengthLimit).contains(blockLength)
                && (1...OrderRule.blocksPerWindowLimit).contains(blocksPerWindow),
            "lengths are checked where they come in")
        self.sampleCount = sampleCount
        self.seed = seed
        self.epoch = epoch
        self.blockLength = blockLength
        windowLength = blockLength * blocksPerWindow
        let shortLength = sampleCount % blockLength
        let blockCount = sampleCount / blockLength + (shortLength == 0 ? 0 : 1)
        blocks = KeyedPermutation(count: blockCount, seed: seed, epoch: epoch, purpose: .blocks)
        shortPlace = shortLength == 0 ? nil : blocks.preimage(of: blockCount - 1)
    }

    func window(holding index: Int) -> Window {
        let number = index / windowLength
        let start = number * windowLength
        let end = start + min(windowLength, sampleCount - start)
        return Window(
            indices: start..<end,
            permutation: KeyedPermutation(
                count: end - start, seed: seed, epoch: epoch, purpose: .window,
                instance: UInt64(number)))
    }

    /// - Parameter window: the one that holds the index.
    func position(at index: Int, in window: Window) -> Int {
        let start = window.indices.lowerBound
        return position(linedUpAt: start + window.permutation.image(of: index - start))
    }

    func index(of position: Int) -> Int {
        let place = blocks.preimage(of: position / blockLength)
        let linedUp = start(ofPlace: place) + position % blockLength
        let window = window(holding: linedUp)
        let start = window.indices.lowerBound
        return start + window.permutation.preimage(of: linedUp - start)
    }

    private func position(linedUpAt index: Int) -> Int {
        guard let shortPlace else {
            return blocks.image(of: index / blockLength) * blockLength + index % blockLength
        }
        let shortStart = shortPlace * blockLength
        let shortLength = sampleCount % blockLength
        if index < shortStart + shortLength {
            // Before the short block or in it, all blocks begin at multiples of their length.
            return blocks.image(of: index / blockLength) * blockLength + index % blockLength
        }
        let behind = index - shortStart - shortLength
        let place = shortPlace + 1 + behind / blockLength
        return blocks.image(of: place) * blockLength + behind % blockLength
    }

    /// Where the block at a place begins when the blocks are lined up.
    private func start(ofPlace place: Int) -> Int {
        guard let shortPlace, place > shortPlace else { return place * blockLength }
        return (place - 1) * blockLength + sampleCount % blockLength
    }
}
