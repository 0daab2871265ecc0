/// A generator that gives the same numbers for the same seed (SplitMix64, Steele et al. 2014).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

extension Seeded {
    /// Bytes that are often what HTTP is made of.
    mutating func bytes(_ count: Int) -> [UInt8] {
        let common = Array(
            "\r\n\r\n :;,0123456789abcdefABCDEF GET/HTTP1.xhunkedCONTENTlength-".utf8)
        return (0..<count).map { _ in
            Bool.random(using: &self)
                ? common[Int.random(in: 0..<common.count, using: &self)]
                : UInt8.random(in: 0...255, using: &self)
        }
    }
}
