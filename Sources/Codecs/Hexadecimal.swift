/// Bytes as lower-case hexadecimal digits, and back.
package enum Hexadecimal {
    /// Two lower-case digits for each byte.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(characters[Int(byte >> 4)])
            text.append(characters[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` spells; nil when a digit is missing or is not one of `0-9a-f`.
    ///
    /// Upper-case digits are refused: a digest has exactly one spelling.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let value = value(of: character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }

    /// The eight digits of 32 bits as text in a word, the first in the highest byte: all of them
    /// are made at once.
    @inlinable @inline(__always)
    package static func digits(_ bits: UInt32) -> UInt64 {
        let bits = UInt64(bits)
        // Spread: a nibble into each byte.
        var nibbles = (bits << 16 | bits) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles << 8 | nibbles) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles << 4 | nibbles) & 0x0F0F_0F0F_0F0F_0F0F
        // A nibble above 9 carries into bit 4 when 6 is added: there the letters begin.
        let areLetters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let lettersAfterDigits = UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
        return nibbles &+ 0x3030_3030_3030_3030 &+ areLetters &* lettersAfterDigits
    }

    /// The bits that eight digits spell; nil for anything else.
    @inlinable @inline(__always)
    package static func bits(_ digits: UInt64) -> UInt32? {
        // Letters have bit 6, and an `a` is 1 in its low nibble where it means 10.
        let areLetters = digits >> 6 & 0x0101_0101_0101_0101
        var bits = (digits & 0x0F0F_0F0F_0F0F_0F0F) &+ areLetters &* 9
        bits = (bits >> 4 | bits) & 0x00FF_00FF_00FF_00FF
        bits = (bits >> 8 | bits) & 0x0000_FFFF_0000_FFFF
        let packed = UInt32(truncatingIfNeeded: bits >> 16 | bits)
        // Only one text has these digits: whatever else it was does not come back.
        return Hexadecimal.digits(packed) == digits ? packed : nil
    }

    private static let characters = Array("0123456789abcdef".utf8)

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
