/// The value of a Range field: one range of bytes or several (RFC 9110 §14.1.2, §14.2).
struct ByteRangeSet: Equatable {
    let ranges: [ByteRange]

    /// The ranges that `text` asks for; nil where the field is to be ignored: another unit, an
    /// error of syntax in any of them, or too many.
    static func parse(_ text: String) -> ByteRangeSet? {
        let halves = text.utf8.split(
            separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, Grammar.equalsIgnoringCase(String(Substring(halves[0])), "bytes")
        else { return nil }
        let list = String(Substring(halves[1]))
        guard let specifiers = Grammar.listElements(list, atMost: HTTPLimits.rangeCount),
            !specifiers.isEmpty
        else { return nil }
        var ranges: [ByteRange] = []
        for specifier in specifiers {
            guard let range = ByteRange.parse(specifier[...]) else { return nil }
            ranges.append(range)
        }
        return ByteRangeSet(ranges: ranges)
    }

    /// The bytes that are meant; none when every range lies past the end (416).
    ///
    /// In the order in which they were asked for, unless some overlap or touch: those become one,
    /// and all of them come in the order of the bytes. So no byte is sent twice, whatever is asked.
    func resolved(byteCount: Int64) -> [Range<Int64>] {
        let wanted = ranges.compactMap { $0.resolved(byteCount: byteCount) }
        var merged: [Range<Int64>] = []
        for range in wanted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                let end = max(last.upperBound, range.upperBound)
                merged[merged.count - 1] = last.lowerBound..<end
            } else {
                merged.append(range)
            }
        }
        return merged.count == wanted.count ? wanted : merged
    }
}
