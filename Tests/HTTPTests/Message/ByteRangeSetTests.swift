import Testing

@testable import HTTP

struct ByteRangeSetTests {
    @Test(arguments: [
        ("bytes=0-1,5-6", [0..<2, 5..<7]), ("bytes=5-6,0-1", [5..<7, 0..<2]),
        ("bytes=0-3,2-6", [0..<7]), ("bytes=0-1,2-3", [0..<4]), ("bytes=2-6,0-3", [0..<7]),
        ("bytes=5-6,0-3,2-4", [0..<7]), ("bytes=8-9,0-3,2-3", [0..<4, 8..<10]),
        ("bytes=-2,-1,-3", [7..<10]), ("bytes=0-,0-,0-", [0..<10]), ("bytes=20-,3-3", [3..<4]),
        ("bytes=20-,30-", []),
    ])
    func `ranges keep their order unless some touch`(text: String, expected: [Range<Int64>]) {
        #expect(ByteRangeSet.parse(text)?.resolved(byteCount: 10) == expected)
    }

    @Test func `sixteen ranges are read, and seventeen are ignored`() {
        let text = { "bytes=" + (0..<$0).map { "\($0 * 9)-\($0 * 9)" }.joined(separator: ",") }
        #expect(ByteRangeSet.parse(text(16))?.resolved(byteCount: 1000).count == 16)
        #expect(ByteRangeSet.parse(text(17)) == nil)
    }

    @Test func `no byte is meant twice and none is missing, whatever is asked`() {
        var random = Seeded(seed: 14)
        for _ in 0..<3000 {
            let count = Int64.random(in: 1...40, using: &random)
            let specifiers = (0..<Int.random(in: 1...16, using: &random)).map { _ in
                let first = Int64.random(in: 0...45, using: &random)
                return Bool.random(using: &random)
                    ? "-\(first)" : "\(first)-\(first + Int64.random(in: 0...9, using: &random))"
            }
            let text = "bytes=" + specifiers.joined(separator: ",")
            let set = ByteRangeSet.parse(text)
            let wanted = Set(
                specifiers.compactMap { ByteRange.parse($0[...])?.resolved(byteCount: count) }
                    .flatMap { Array($0) })
            let meant = set?.resolved(byteCount: count).flatMap { Array($0) } ?? []
            #expect(meant.count == wanted.count && Set(meant) == wanted, "\(text) of \(count)")
        }
    }
}
