/// Eight bytes at a time: the bytes of a word are compared together.
///
/// A byte of `word - ones * n` with its high bit set, where the byte of `word` has not, was below
/// `n` (n up to 128), and so may bytes above the first such one seem to be: only the first counts
/// (Anderson, "Bit Twiddling Hacks", hasless).
extension Span where Element == UInt8 {
    /// The first place of `byte` in `range`; its end where there is none.
    @inline(__always)
    func first(_ byte: UInt8, in range: Range<Int>) -> Int {
        first(byte, or: byte, in: range)
    }

    /// The first place of either byte in `range`; its end where there is none. Neither is NUL.
    @inline(__always)
    func first(_ byte: UInt8, or other: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            let bytes = word(at: index, before: range.upperBound)
            let found = (bytes.zeros(with: byte) | bytes.zeros(with: other)) & UInt64.highBits
            guard found == 0 else { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        return range.upperBound
    }

    /// The first place from `start` on whose byte may be a control byte; those before are none.
    @inline(__always)
    func skipVisible(from start: Int) -> Int {
        var index = start
        while index < count {
            let bytes = word(at: index, before: count)
            let controls = (bytes &- UInt64.ones &* 0x20) & ~bytes
            let found = (controls | bytes.zeros(with: 0x7F)) & UInt64.highBits
            guard found == 0 else { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        return count
    }

    /// Goes over the bytes that nearly all targets are made of, and stops before any other, and
    /// before a question mark or an escape.
    @inline(__always)
    func skipUsualTarget(from start: Int) -> Int {
        skip(from: start) { $0.lie("-", ";") | $0.lie("@", "Z") | $0.lie("a", "z") }
    }

    /// The same for the name of a field: letters and hyphens.
    @inline(__always)
    func skipUsualName(from start: Int) -> Int {
        skip(from: start) { $0.inSmallLetters.lie("a", "z") | $0.lie("-", "-") }
    }

    /// The same for the name of a host: letters, digits, hyphens and points.
    @inline(__always)
    func skipUsualHost(from start: Int) -> Int {
        skip(from: start) {
            $0.inSmallLetters.lie("a", "z") | $0.lie("-", ".") | $0.lie("0", "9")
        }
    }

    // `marks` sets the high bits of the bytes to be gone over; it is asked about ASCII only.
    @inline(__always)
    private func skip(from start: Int, _ marks: (UInt64) -> UInt64) -> Int {
        var index = start
        while index < count {
            let bytes = word(at: index, before: count)
            let others = (~marks(bytes & ~UInt64.highBits) | bytes) & UInt64.highBits
            guard others == 0 else { return index + others.trailingZeroBitCount / 8 }
            index += 8
        }
        return count
    }

    /// Eight bytes from `index` on, as below; those from `end` on are NUL.
    @inline(__always)
    private func word(at index: Int, before end: Int) -> UInt64 {
        let missing = index + 8 - end
        if missing <= 0 { return word(at: index) }
        // The last eight, without those before `index`.
        if end >= 8 { return word(at: end - 8) &>> UInt64(8 * missing) }
        var word: UInt64 = 0
        for place in (index..<end).reversed() { word = word << 8 | UInt64(self[place]) }
        return word
    }

    /// Eight bytes, the first in the lowest place.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        UInt64(
            littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Four bytes, the first in the lowest place.
    @inline(__always)
    func halfWord(at index: Int) -> UInt32 {
        UInt32(
            littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt32.self))
    }
}

extension UInt64 {
    fileprivate static var ones: UInt64 { 0x0101_0101_0101_0101 }
    fileprivate static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// High bits where the bytes equal `byte`, and perhaps above the first of them.
    @inline(__always)
    fileprivate func zeros(with byte: UInt8) -> UInt64 {
        let difference = self ^ (UInt64.ones &* UInt64(byte))
        return (difference &- UInt64.ones) & ~difference
    }

    /// High bits exactly where the bytes, all of them ASCII, lie in a range of characters.
    @inline(__always)
    fileprivate func lie(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> UInt64 {
        // A sum of two numbers below 129 stays in its byte.
        let reachFirst = self &+ UInt64.ones &* UInt64(0x80 - first.value)
        let passLast = self &+ UInt64.ones &* UInt64(0x7F - last.value)
        return reachFirst & ~passLast
    }

    /// ASCII letters become small; other bytes change too, but never into letters.
    @inline(__always)
    fileprivate var inSmallLetters: UInt64 { self | UInt64.ones &* 0x20 }
}
