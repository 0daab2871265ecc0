/// A seeded sequence of 64-bit numbers, the same on every machine and in every release.
///
/// Source: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"; the
/// constants are those of java.util.SplittableRandom. The first number of seed 0 is
/// `0xE220A8397B1DCDAF`.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to `bound`, without it: the high word of `next() × bound`.
    ///
    /// Its bias is below `bound` / 2⁶⁴, and unlike rejection it always takes one number, so that
    /// the k-th draw does not depend on those before it.
    package mutating func index(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
