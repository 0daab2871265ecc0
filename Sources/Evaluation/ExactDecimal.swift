package import Records

/// A decimal number without rounding: `±digits × 10^exponent`.
///
/// Equal numbers have equal fields: `digits` has no zeros at its ends, and zero is not negative.
package struct ExactDecimal: Sendable, Hashable {
    /// Most digits a number may have: longer ones are a model that repeats itself.
    package static let digitLimit = 1_000
    /// Largest power of ten written out, either way.
    package static let exponentLimit = 1_000

    private let isNegative: Bool
    private let digits: [UInt8]
    private let exponent: Int

    /// - Parameters:
    ///   - whole: ASCII digits before the point, perhaps none.
    ///   - fraction: ASCII digits after the point, perhaps none.
    /// - Returns: nil beyond ``digitLimit`` or ``exponentLimit``.
    init?(isNegative: Bool, whole: [UInt8], fraction: [UInt8], exponent: Int) {
        let zero = UInt8(ascii: "0")
        guard whole.count + fraction.count <= ExactDecimal.digitLimit,
            (-ExactDecimal.exponentLimit...ExactDecimal.exponentLimit).contains(exponent)
        else { return nil }
        let all = whole + fraction
        let trailing = all.reversed().prefix { $0 == zero }.count
        digits = Array(all.dropLast(trailing).drop { $0 == zero })
        self.isNegative = isNegative && !digits.isEmpty
        self.exponent = digits.isEmpty ? 0 : exponent - fraction.count + trailing
    }

    /// The number in its shortest plain notation: `-0.05`, `1200`; with an exponent where that
    /// would have more than ``plainZeroLimit`` zeros.
    package var text: String {
        let sign = isNegative ? "-" : ""
        let text = String(decoding: digits, as: UTF8.self)
        guard !digits.isEmpty else { return "0" }
        if exponent >= 0 {
            return exponent <= ExactDecimal.plainZeroLimit
                ? sign + text + String(repeating: "0", count: exponent)
                : sign + text + "e\(exponent)"
        }
        let wholeCount = digits.count + exponent
        if wholeCount > 0 {
            return sign + text.prefix(wholeCount) + "." + text.dropFirst(wholeCount)
        }
        return -wholeCount <= ExactDecimal.plainZeroLimit
            ? sign + "0." + String(repeating: "0", count: -wholeCount) + text
            : sign + text + "e\(exponent)"
    }

    /// The number as a class, so that results can name and count it.
    package var label: ClassLabel { ClassLabel(text) }

    private static let plainZeroLimit = 20
}
