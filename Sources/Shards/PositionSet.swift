/// Some positions of a version: a bit for each, and counts that make both directions quick.
///
/// 1.25 MB for ten million positions, and a hundredth of that for the counts.
package struct PositionSet: Sendable {
    /// Words of 64 bits whose ones are counted together.
    private static let wordsPerBlock = 64

    /// Positions that could be in it.
    package let capacity: Int
    /// Positions that are in it.
    package let count: Int
    private let words: [UInt64]
    /// Ones before each block.
    private let countsBefore: [Int]

    /// - Parameter isMember: asked for each position, in order.
    package init(capacity: Int, where isMember: (Int) throws -> Bool) rethrows {
        var words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
        for position in 0..<capacity where try isMember(position) {
            words[position / 64] |= 1 << UInt64(position % 64)
        }
        self.init(capacity: capacity, words: words)
    }

    private init(capacity: Int, words: [UInt64]) {
        self.capacity = capacity
        self.words = words
        var total = 0
        var countsBefore: [Int] = []
        for start in stride(from: 0, to: words.count, by: PositionSet.wordsPerBlock) {
            countsBefore.append(total)
            let end = min(words.count, start + PositionSet.wordsPerBlock)
            for word in words[start..<end] { total += word.nonzeroBitCount }
        }
        self.countsBefore = countsBefore
        count = total
    }

    /// The set whose ``bytes`` these are; nil when they are of no set of this capacity.
    package init?(capacity: Int, bytes: [UInt8]) {
        guard capacity >= 0, bytes.count == (capacity + 63) / 64 * 8 else { return nil }
        let words = stride(from: 0, to: bytes.count, by: 8).map { start in
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64($1 * 8) }
        }
        if capacity % 64 != 0, let last = words.last, last >> UInt64(capacity % 64) != 0 {
            return nil
        }
        self.init(capacity: capacity, words: words)
    }

    /// Little-endian words; position p is bit p % 64 of word p / 64.
    package var bytes: [UInt8] {
        words.flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
        }
    }

    /// About how much memory this takes.
    package var memoryByteCount: Int { (words.count + countsBefore.count) * 8 }

    package func contains(_ position: Int) -> Bool {
        (0..<capacity).contains(position) && words[position / 64] >> UInt64(position % 64) & 1 == 1
    }

    /// The position that comes after `rank` others of the set.
    package func position(ofRank rank: Int) -> Int {
        precondition((0..<count).contains(rank), "a rank of the set")
        var low = 0
        var high = countsBefore.count
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if countsBefore[middle] <= rank { low = middle } else { high = middle }
        }
        var rest = rank - countsBefore[low]
        var index = low * PositionSet.wordsPerBlock
        while words[index].nonzeroBitCount <= rest {
            rest -= words[index].nonzeroBitCount
            index += 1
        }
        var word = words[index]
        for _ in 0..<rest { word &= word &- 1 }
        return index * 64 + word.trailingZeroBitCount
    }

    /// How many positions of the set come before a position.
    package func rank(of position: Int) -> Int {
        precondition((0...capacity).contains(position), "a position of the version, or its end")
        guard position < capacity else { return count }
        let index = position / 64
        let block = index / PositionSet.wordsPerBlock
        var rank = countsBefore[block]
        for word in words[block * PositionSet.wordsPerBlock..<index] {
            rank += word.nonzeroBitCount
        }
        return rank + (words[index] & (1 << UInt64(position % 64) - 1)).nonzeroBitCount
    }
}
