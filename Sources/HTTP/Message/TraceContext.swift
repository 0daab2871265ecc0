internal import Codecs

/// Which larger work a request is a part of, as its client says (W3C Trace Context).
///
///     traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
///                  version, trace, parent, flags
///
/// Eight digits are a word; nothing is allocated. It names log lines and decides nothing: anybody
/// can send anything. Source: https://www.w3.org/TR/trace-context/, §3.2 and §4.
package struct TraceContext: Sendable, Hashable {
    package let traceHigh: UInt64
    package let traceLow: UInt64
    /// The client's own part of the trace.
    package let parent: UInt64
    /// Whether the client records this trace.
    package let isSampled: Bool

    package init(traceHigh: UInt64, traceLow: UInt64, parent: UInt64, isSampled: Bool) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.parent = parent
        self.isSampled = isSampled
    }

    // version "-" trace-id "-" parent-id "-" trace-flags
    private static let byteCount = 55

    /// Nil for what §4.3 tells to ignore: another form, upper-case digits, version ff, identities
    /// of zeros. A later version may have more behind a dash.
    package init?(_ text: Span<UInt8>) {
        let dash = UInt8(ascii: "-")
        guard text.count >= TraceContext.byteCount,
            text[2] == dash, text[35] == dash, text[52] == dash,
            let version = TraceContext.byte(text, at: 0), version != 0xFF,
            text.count == TraceContext.byteCount
                || version > 0 && text[TraceContext.byteCount] == dash,
            let high = TraceContext.word(text, at: 3), let low = TraceContext.word(text, at: 19),
            let parent = TraceContext.word(text, at: 36),
            let flags = TraceContext.byte(text, at: 53),
            high | low != 0, parent != 0
        else { return nil }
        self.init(traceHigh: high, traceLow: low, parent: parent, isSampled: flags & 1 == 1)
    }

    /// The trace's identity in 32 digits.
    package var traceText: String { RequestID(high: traceHigh, low: traceLow).description }

    /// The parent's identity in 16 digits.
    package var parentText: String {
        String(RequestID(high: 0, low: parent).description.suffix(16))
    }

    // The number that 16 digits spell.
    private static func word(_ text: Span<UInt8>, at start: Int) -> UInt64? {
        guard let high = Hexadecimal.bits(digits(text, at: start)),
            let low = Hexadecimal.bits(digits(text, at: start + 8))
        else { return nil }
        return UInt64(high) << 32 | UInt64(low)
    }

    private static func byte(_ text: Span<UInt8>, at start: Int) -> UInt32? {
        let zeros: UInt64 = 0x3030_3030_3030_0000
        return Hexadecimal.bits(zeros | UInt64(text[start]) << 8 | UInt64(text[start + 1]))
    }

    private static func digits(_ text: Span<UInt8>, at start: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in start..<start + 8 { word = word << 8 | UInt64(text[index]) }
        return word
    }
}
