/// The identity of one request: 128 bits, in text 32 hexadecimal digits.
///
/// A connection draws one at random and counts from there, so no request costs a system call.
package struct RequestID: Sendable, Hashable, CustomStringConvertible {
    /// Digits in the text.
    static let digitCount = 32

    private let high: UInt64
    private let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new identity, from the system's generator.
    package static func random() -> RequestID {
        RequestID(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max))
    }

    /// The identity after this one.
    package var next: RequestID { RequestID(high: high, low: low &+ 1) }

    package var description: String {
        var bytes = GatheredBytes(capacity: RequestID.digitCount)
        write(into: &bytes)
        return String(decoding: bytes.bytes(), as: UTF8.self)
    }

    /// Appends the 32 digits.
    func write(into bytes: inout GatheredBytes) {
        bytes.append(RequestID.digits(high >> 32))
        bytes.append(RequestID.digits(high & 0xFFFF_FFFF))
        bytes.append(RequestID.digits(low >> 32))
        bytes.append(RequestID.digits(low & 0xFFFF_FFFF))
    }

    /// The eight digits of 32 bits, in the bytes of a word: all of them are made at once.
    private static func digits(_ bits: UInt64) -> UInt64 {
        // Spread: a nibble into each byte.
        var nibbles = (bits << 16 | bits) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles << 8 | nibbles) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles << 4 | nibbles) & 0x0F0F_0F0F_0F0F_0F0F
        // A nibble above 9 carries into bit 4 when 6 is added: there the letters begin.
        let areLetters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let lettersAfterDigits = UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
        return nibbles &+ 0x3030_3030_3030_3030 &+ areLetters &* lettersAfterDigits
    }
}
