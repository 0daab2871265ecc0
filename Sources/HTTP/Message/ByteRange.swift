/// One range of bytes as a Range field asks for it (RFC 9110 §14.1.2).
enum ByteRange: Equatable {
    case from(Int64)
    case through(Int64, Int64)
    case suffix(Int64)

    /// The range that `text` spells, without white space around it; nil where it spells none.
    static func parse(_ text: Substring) -> ByteRange? {
        let bounds = text.utf8.split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return nil }
        switch (bounds[0].isEmpty, bounds[1].isEmpty) {
        case (true, true): return nil
        case (true, false): return position(bounds[1]).map { .suffix($0) }
        case (false, true): return position(bounds[0]).map { .from($0) }
        case (false, false):
            guard let first = position(bounds[0]), let last = position(bounds[1]), first <= last
            else { return nil }
            return .through(first, last)
        }
    }

    /// The bytes that are meant, clamped to what there is; nil when there are none.
    func resolved(byteCount: Int64) -> Range<Int64>? {
        switch self {
        case .from(let first):
            first < byteCount ? first..<byteCount : nil
        case .through(let first, let last):
            first < byteCount ? first..<min(last, byteCount - 1) + 1 : nil
        case .suffix(let count):
            count > 0 && byteCount > 0 ? byteCount - min(count, byteCount)..<byteCount : nil
        }
    }

    // Digits only. A number that is too large for 64 bits lies past every end.
    private static func position(_ digits: Substring.UTF8View) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard Grammar.isDigit(digit) else { return nil }
            let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = scaled.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            value = isTooLarge || overflows ? .max : sum
        }
        return digits.isEmpty ? nil : value
    }
}
