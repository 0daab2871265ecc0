/// Which samples count and which are right, a bit each: comparing two runs is counting bits.
struct CorrectBits {
    private let right: [UInt64]
    private let wrong: [UInt64]

    init(_ outcomes: Outcomes) {
        var right = [UInt64](repeating: 0, count: (outcomes.count + 63) / 64)
        var wrong = right
        for position in 0..<outcomes.count {
            guard let isCorrect = outcomes.isCorrect(at: position) else { continue }
            let bit: UInt64 = 1 << UInt64(position % 64)
            if isCorrect { right[position / 64] |= bit } else { wrong[position / 64] |= bit }
        }
        self.right = right
        self.wrong = wrong
    }

    /// The table of the samples that count in both runs, which have the same samples.
    static func table(_ first: CorrectBits, _ second: CorrectBits) -> PairedTable {
        func count(_ one: [UInt64], _ other: [UInt64]) -> Int {
            var count = 0
            for word in one.indices { count += (one[word] & other[word]).nonzeroBitCount }
            return count
        }
        return PairedTable(
            bothRight: count(first.right, second.right),
            onlyFirst: count(first.right, second.wrong),
            onlySecond: count(first.wrong, second.right),
            bothWrong: count(first.wrong, second.wrong))
    }
}
