internal import Codecs

/// The identity of one request: 128 bits, in text 32 hexadecimal digits.
///
/// A connection draws one at random and counts from there, so no request costs a system call.
package struct RequestID: Sendable, Hashable, CustomStringConvertible {
    /// Digits in the text.
    static let digitCount = 32

    package let high: UInt64
    package let low: UInt64

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
        bytes.append(Hexadecimal.digits(UInt32(truncatingIfNeeded: high >> 32)))
        bytes.append(Hexadecimal.digits(UInt32(truncatingIfNeeded: high)))
        bytes.append(Hexadecimal.digits(UInt32(truncatingIfNeeded: low >> 32)))
        bytes.append(Hexadecimal.digits(UInt32(truncatingIfNeeded: low)))
    }
}
