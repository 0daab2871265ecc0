/// Finds the last number of a text.
///
/// A number is ASCII digits, with thousands commas where every group after the first has exactly
/// three digits, and perhaps a fraction and an exponent: `72`, `1,234.50`, `.5`, `1e5`. `-` or `−`
/// before it, or before its `$`, is its sign unless it follows a digit, a letter or `)`, where it
/// subtracts. Digits right after `digit/` are a quotient's, which is no decimal. What follows the
/// number (a full stop, `%`, a unit) does not matter.
enum FinalNumber {
    /// nil when there is no number, or the last one is a quotient or too long.
    static func find(in text: String) -> ExactDecimal? {
        let bytes = Array(text.utf8)
        var last: Range<Int>?
        var offset = 0
        while offset < bytes.count {
            let range = number(in: bytes, at: offset)
            if let range { last = range }
            offset = range?.upperBound ?? offset + 1
        }
        guard let last, !isQuotient(in: bytes, at: last.lowerBound) else { return nil }
        return decimal(bytes[last], isNegative: isNegative(in: bytes, at: last.lowerBound))
    }

    /// The unsigned number that begins at `start`.
    private static func number(in bytes: [UInt8], at start: Int) -> Range<Int>? {
        var end = digits(in: bytes, from: start)
        if end > start {
            end = groups(in: bytes, from: start, first: end)
        } else if byte(bytes, start) != UInt8(ascii: ".") || isDigit(byte(bytes, start - 1)) {
            return nil
        }
        if byte(bytes, end) == UInt8(ascii: ".") {
            let fraction = digits(in: bytes, from: end + 1)
            if fraction > end + 1 { end = fraction }
        }
        guard end > start else { return nil }
        return start..<exponent(in: bytes, from: end)
    }

    /// The end of the digits that begin at `start`.
    private static func digits(in bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while isDigit(byte(bytes, end)) { end += 1 }
        return end
    }

    /// The end of the whole part: after its thousands groups, or after its first digits.
    private static func groups(in bytes: [UInt8], from start: Int, first: Int) -> Int {
        guard first - start <= 3 else { return first }
        var end = first
        while byte(bytes, end) == UInt8(ascii: ","), digits(in: bytes, from: end + 1) == end + 4 {
            end += 4
        }
        return end
    }

    /// The end of `e5`, `E+05` or `e-5`; `end` itself when there is none.
    private static func exponent(in bytes: [UInt8], from end: Int) -> Int {
        guard byte(bytes, end).map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return end }
        let sign = byte(bytes, end + 1)
        let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        let start = isSigned ? end + 2 : end + 1
        let digitsEnd = digits(in: bytes, from: start)
        return digitsEnd > start ? digitsEnd : end
    }

    private static func decimal(_ bytes: ArraySlice<UInt8>, isNegative: Bool) -> ExactDecimal? {
        let halves = bytes.split(maxSplits: 1) { $0 | 0x20 == UInt8(ascii: "e") }
        guard let mantissa = halves.first else { return nil }
        let parts = mantissa.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let exponent = halves.count > 1 ? Int(String(decoding: halves[1], as: UTF8.self)) : 0
        guard let exponent, let whole = parts.first else { return nil }
        return ExactDecimal(
            isNegative: isNegative,
            whole: whole.filter { $0 != UInt8(ascii: ",") },
            fraction: parts.count > 1 ? Array(parts[1]) : [],
            exponent: exponent)
    }

    /// Whether a minus sign stands before `start`, or before a dollar sign there.
    private static func isNegative(in bytes: [UInt8], at start: Int) -> Bool {
        var before = start - 1
        if byte(bytes, before) == UInt8(ascii: "$") { before -= 1 }
        if byte(bytes, before) == UInt8(ascii: "-") {
            before -= 1
        } else if before >= 2, bytes[(before - 2)...before].elementsEqual("−".utf8) {
            before -= 3
        } else {
            return false
        }
        guard let byte = byte(bytes, before) else { return true }
        return !isDigit(byte) && !isLetter(byte) && byte != UInt8(ascii: ")")
    }

    private static func isQuotient(in bytes: [UInt8], at start: Int) -> Bool {
        byte(bytes, start - 1) == UInt8(ascii: "/") && isDigit(byte(bytes, start - 2))
    }

    private static func byte(_ bytes: [UInt8], _ offset: Int) -> UInt8? {
        bytes.indices.contains(offset) ? bytes[offset] : nil
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
