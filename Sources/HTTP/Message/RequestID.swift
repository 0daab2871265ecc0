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
        var bytes: [UInt8] = []
        write(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 32 digits.
    func write(into bytes: inout [UInt8]) {
        RequestID.write(high, into: &bytes)
        RequestID.write(low, into: &bytes)
    }

    private static func write(_ word: UInt64, into bytes: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift) & 15)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
