import Testing

@testable import HTTP

struct SpanWordsTests {
    private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    private static let digits = Set("0123456789".utf8)

    /// Where `skip` stops in texts of "a" with one other byte, for every byte, place and length.
    private func expectStops(
        at isUsual: (UInt8) -> Bool, _ skip: (Span<UInt8>) -> Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for count in 1...18 {
            for place in 0..<count {
                for byte in UInt8.min ... .max {
                    var text = [UInt8](repeating: UInt8(ascii: "a"), count: count)
                    text[place] = byte
                    let expected = isUsual(byte) ? count : place
                    if skip(text.span) != expected {
                        Issue.record("\(text)", sourceLocation: sourceLocation)
                    }
                }
            }
        }
    }

    @Test func `usual bytes are gone over, and the first other one stops`() {
        let marks = Set("-./:;@".utf8)
        expectStops(
            at: { Self.letters.union(Self.digits).union(marks).contains($0) },
            { $0.skipUsualTarget(from: 0) })
        expectStops(
            at: { Self.letters.contains($0) || $0 == UInt8(ascii: "-") },
            { $0.skipUsualName(from: 0) })
        expectStops(
            at: { Self.letters.union(Self.digits).union("-.".utf8).contains($0) },
            { $0.skipUsualHost(from: 0) })
        expectStops(at: { $0 >= 0x20 && $0 != 0x7F }, { $0.skipVisible(from: 0) })
    }

    @Test func `what is gone over may stand there`() {
        for byte in UInt8.min ... .max {
            let text = [byte]
            if text.span.skipUsualTarget(from: 0) == 1 { #expect(Grammar.isTarget(byte)) }
            if text.span.skipUsualName(from: 0) == 1 { #expect(Grammar.isToken(byte)) }
            if text.span.skipUsualHost(from: 0) == 1 { #expect(Grammar.isHostName(byte)) }
        }
    }

    @Test func `the first of two bytes is found in every range`() {
        for count in 1...18 {
            for (slash, percent) in (0...count).flatMap({ a in (0...count).map { (a, $0) } }) {
                var text = [UInt8](repeating: UInt8(ascii: "a"), count: count)
                if percent < count { text[percent] = Grammar.percent }
                if slash < count { text[slash] = Grammar.slash }
                for start in 0...count {
                    let expected = [slash, percent].filter { $0 >= start }.min() ?? count
                    let found = text.span.first(
                        Grammar.slash, or: Grammar.percent, in: start..<count)
                    #expect(found == expected)
                }
            }
        }
    }
}
