/// Eight bytes at a time: the bytes of a word are compared together.
///
/// A byte of `word - ones * n` with its high bit set, where the byte of `word` has not, was below
/// `n` (n up to 128), and so may bytes above the first such one seem to be: only the first counts
/// (Anderson, "Bit Twiddling Hacks", hasless).
extension Span where Element == UInt8 {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// The place of the first line feed in `range`; its end where there is none.
    func firstLineFeed(in range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            let difference = word(at: index) ^ (Self.ones &* UInt64(Grammar.lineFeed))
            let found = (difference &- Self.ones) & ~difference & Self.highBits
            guard found == 0 else { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < range.upperBound, self[index] != Grammar.lineFeed { index += 1 }
        return index
    }

    /// The first place from `start` on whose byte may be a control byte; those before are none.
    func skipVisible(from start: Int) -> Int {
        var index = start
        while index + 8 <= count {
            let bytes = word(at: index)
            let difference = bytes ^ (Self.ones &* 0x7F)
            let controls = (bytes &- Self.ones &* 0x20) & ~bytes
            let deletes = (difference &- Self.ones) & ~difference
            let found = (controls | deletes) & Self.highBits
            guard found == 0 else { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        return index
    }

    /// Eight bytes, the first in the lowest place.
    func word(at index: Int) -> UInt64 {
        UInt64(
            littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
}
