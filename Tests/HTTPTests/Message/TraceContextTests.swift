import HTTP
import TestSupport
import Testing

/// What a client says of the trace that its request is a part of.
struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00f067aa0ba902b7"

    private static func parse(_ text: String) -> TraceContext? {
        let bytes = Array(text.utf8)
        return TraceContext(bytes.span)
    }

    @Test(arguments: [
        ("00-\(trace)-\(parent)-01", true), ("00-\(trace)-\(parent)-00", false),
        ("00-\(trace)-\(parent)-03", true), ("cc-\(trace)-\(parent)-01", true),
        ("cc-\(trace)-\(parent)-01-what-comes-later", true),
    ])
    func `a context is read`(text: String, isSampled: Bool) throws {
        let context = try #require(Self.parse(text))
        #expect(context.traceText == Self.trace)
        #expect(context.parentText == Self.parent)
        #expect(context.isSampled == isSampled)
    }

    // W3C Trace Context, §3.2.2 and §4.3.
    @Test(arguments: [
        "", "00", "00-\(trace)-\(parent)-0", "00-\(trace)-\(parent)-01-",
        "00-\(trace)-\(parent)-01 ",
        "00-\(trace)-\(parent)-01-more", "cc-\(trace)-\(parent)-01.more",
        "ff-\(trace)-\(parent)-01",
        "00-\(String(repeating: "0", count: 32))-\(parent)-01", "00-\(trace)-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-\(parent)-01", "0G-\(trace)-\(parent)-01",
        "00_\(trace)-\(parent)-01", "00-\(trace)_\(parent)-01", "00-\(trace)-\(parent)_01",
        "00-\(trace)-\(parent)-0x", " 0-\(trace)-\(parent)-01",
    ])
    func `what is no context is ignored`(text: String) {
        #expect(Self.parse(text) == nil)
    }

    @Test func `what is written is read again, and a change of any byte is noticed or read`() {
        var random = SeededGenerator(seed: 20_261_126)
        for _ in 0..<500 {
            let high = UInt64.random(in: 1 ... .max, using: &random)
            let low = UInt64.random(in: 0 ... .max, using: &random)
            let parent = UInt64.random(in: 1 ... .max, using: &random)
            let context = TraceContext(
                traceHigh: high, traceLow: low, parent: parent,
                isSampled: .random(using: &random))
            let flags = context.isSampled ? "01" : "00"
            var bytes = Array("00-\(context.traceText)-\(context.parentText)-\(flags)".utf8)
            #expect(TraceContext(bytes.span) == context)
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = .random(in: 0 ... .max, using: &random)
            let digits = Array("0123456789abcdef".utf8)
            let isDash = [2, 35, 52].contains(place)
            let isForm = isDash ? bytes[place] == UInt8(ascii: "-") : digits.contains(bytes[place])
            if !isForm { #expect(TraceContext(bytes.span) == nil) }
        }
    }
}
