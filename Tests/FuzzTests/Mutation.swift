import TestSupport

/// Changes inputs at random, as fuzzers do: bits, bytes, words, cuts, repeats and splices.
struct Mutation {
    /// Longest input: what the code reads is bounded far below, or has no more states beyond.
    static let byteLimit = 32 * 1024
    private static let edges: [UInt8] = [
        0, 1, 9, 10, 13, 32, 34, 37, 47, 48, 57, 58, 59, 0x7F, 0x80, 0xC0, 0xED, 0xFE, 0xFF,
    ]

    let words: [[UInt8]]

    /// One to four changes of `input`; `other` is a second input to take pieces from.
    func mutate(
        _ input: [UInt8], with other: [UInt8], using random: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...4, using: &random) { change(&bytes, other, &random) }
        return Array(bytes.prefix(Mutation.byteLimit))
    }

    private func change(_ bytes: inout [UInt8], _ other: [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let isInside = place < bytes.count
        switch Int.random(in: 0..<9, using: &random) {
        case 0 where isInside: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 1 where isInside: bytes[place] = .random(in: 0...255, using: &random)
        case 2 where isInside: bytes[place] = Mutation.edges.randomElement(using: &random) ?? 0
        case 3: bytes.insert(Mutation.edges.randomElement(using: &random) ?? 0, at: place)
        case 4: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
        case 5: bytes.removeSubrange(run(of: bytes, from: place, &random))
        case 6:
            let part = Array(bytes[run(of: bytes, from: place, &random)])
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes.insert(contentsOf: part, at: place)
            }
        case 7:
            let start = Int.random(in: 0...other.count, using: &random)
            bytes.insert(contentsOf: other[run(of: other, from: start, &random)], at: place)
        case 8: bytes.removeSubrange(place...)
        default: bytes.append(.random(in: 0...255, using: &random))
        }
    }

    // Short runs are likely, long ones possible.
    private func run(
        of bytes: [UInt8], from start: Int, _ random: inout SeededGenerator
    ) -> Range<Int> {
        let limit = [1, 2, 4, 8, 16, 64, 512].randomElement(using: &random) ?? 1
        return start..<min(bytes.count, start + Int.random(in: 0...limit, using: &random))
    }
}
