import Codecs

/// A permutation of 0..<count that is a function of a key: any place of it, and its inverse, are
/// computed alone.
///
/// A balanced Feistel network on twice `halfBits` bits, walked until it is back inside the count.
/// Docs/ORDER.md specifies every bit, so that any language can compute the same. It shuffles; it
/// keeps no secret.
package struct KeyedPermutation: Sendable {
    /// What a permutation is for: other purposes have other keys.
    package enum Purpose: UInt8, Sendable {
        /// All samples of an epoch.
        case samples = 0
        /// The blocks of an epoch.
        case blocks = 1
        /// The samples of one window.
        case window = 2
    }

    /// 64-bit numbers are walked: twice a half must fit, with a bit to spare for `Int`.
    package static let countLimit = 1 << 62
    /// Rounds from `wideHalfBits` on. Six are enough for nearly as many questions as a half has
    /// values (Patarin, Security of Random Feistel Schemes with 5 or More Rounds, 2004).
    private static let roundCount = 6
    /// Rounds of small domains, where six leave traces that a chi-squared test of places sees.
    private static let smallRoundCount = 12
    private static let wideHalfBits: UInt64 = 8
    private static let domain = Array("cairn/order/1".utf8)

    package let count: Int
    private let halfBits: UInt64
    private let rounds: Int
    private let keys: InlineArray<12, UInt64>

    /// - Parameter instance: the number of the window; 0 for the other purposes.
    package init(
        count: Int, seed: UInt64, epoch: UInt64, purpose: Purpose = .samples, instance: UInt64 = 0
    ) {
        precondition((0...KeyedPermutation.countLimit).contains(count), "a count of samples")
        self.count = count
        let bits = UInt64(count > 1 ? Int.bitWidth - (count - 1).leadingZeroBitCount : 0)
        halfBits = max(1, (bits + 1) / 2)
        rounds =
            halfBits < KeyedPermutation.wideHalfBits
            ? KeyedPermutation.smallRoundCount : KeyedPermutation.roundCount
        var keys = InlineArray<12, UInt64>(repeating: 0)
        for block in 0..<(rounds + 3) / 4 {
            let words = KeyedPermutation.keyBlock(
                UInt8(block), purpose: purpose, numbers: [seed, epoch, instance])
            for (index, word) in words.enumerated() where block * 4 + index < rounds {
                keys[block * 4 + index] = word
            }
        }
        self.keys = keys
    }

    /// Four round keys: the digest of domain, purpose, block and three numbers, big-endian.
    private static func keyBlock(_ block: UInt8, purpose: Purpose, numbers: [UInt64]) -> [UInt64] {
        var message = domain + [purpose.rawValue, block]
        for number in numbers {
            message += (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
        }
        let bytes = Digest.of(message).bytes
        return (0..<4).map { word in
            bytes[word * 8..<word * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// What stands at a place.
    package func image(of index: Int) -> Int {
        precondition((0..<count).contains(index), "a place of the permutation")
        var value = UInt64(index)
        repeat { value = forwards(value) } while value >= UInt64(count)
        return Int(value)
    }

    /// The place at which something stands.
    package func preimage(of image: Int) -> Int {
        precondition((0..<count).contains(image), "something that is permuted")
        var value = UInt64(image)
        repeat { value = backwards(value) } while value >= UInt64(count)
        return Int(value)
    }

    private func forwards(_ value: UInt64) -> UInt64 {
        var left = value &>> halfBits
        var right = value & ((1 &<< halfBits) &- 1)
        for round in 0..<rounds { (left, right) = (right, left ^ mix(right, keys[round])) }
        return left &<< halfBits | right
    }

    private func backwards(_ value: UInt64) -> UInt64 {
        var left = value &>> halfBits
        var right = value & ((1 &<< halfBits) &- 1)
        for round in (0..<rounds).reversed() {
            (left, right) = (right ^ mix(left, keys[round]), left)
        }
        return left &<< halfBits | right
    }

    /// The round function: the upper `halfBits` bits of a multiplied, folded and multiplied sum.
    private func mix(_ half: UInt64, _ key: UInt64) -> UInt64 {
        var mixed = (half &+ key) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed &>> 32
        return (mixed &* 0xD6E8_FEB8_6659_FD93) &>> (64 &- halfBits)
    }
}
