import Testing

@testable import HTTP

struct ChunkedDecoderTests {
    private struct Result: Equatable {
        var content: [UInt8] = []
        var end: Int?
    }

    /// Decodes `bytes` in pieces that end at `cuts`.
    private func decode(_ bytes: [UInt8], cuts: [Int] = []) throws(RequestError) -> Result {
        var decoder = ChunkedDecoder(extensionByteLimit: 20, trailerByteLimit: 20)
        var result = Result()
        var start = 0
        for cut in cuts.sorted() + [bytes.count] {
            let piece = Array(bytes[start..<cut])
            var index = 0
            steps: while true {
                switch try decoder.next(piece.span, from: index) {
                case .data(let range):
                    result.content += piece[range]
                    index = range.upperBound
                case .needsMore: break steps
                case .end(let end):
                    result.end = start + end
                    return result
                }
            }
            start = cut
        }
        return result
    }

    private func decode(_ text: String) throws(RequestError) -> Result {
        try decode(Array(text.utf8))
    }

    @Test func `chunks become content, and the end is found`() throws {
        let result = try decode("3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\nGET")
        #expect(result.content == Array("abc0123456789".utf8))
        #expect(result.end == 29)
    }

    @Test func `any split of the bytes decodes the same`() throws {
        var random = Seeded(seed: 4)
        let bytes = Array(
            "5;a=\"b\"\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n00\r\nA: b\r\nC: \r\n\r\nrest".utf8)
        let whole = try decode(bytes)
        #expect(whole.content == Array("hello world".utf8))
        for _ in 0..<300 {
            let cuts = (0..<Int.random(in: 1...10, using: &random)).map { _ in
                Int.random(in: 0...bytes.count, using: &random)
            }
            #expect(try decode(bytes, cuts: cuts) == whole)
        }
    }

    @Test(arguments: [
        "g\r\n", "\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", " 1\r\n", "1 \r\n", "1\n", "1\r\r",
        "1\r\na\n",
        "1\r\nab", "11111111111111111\r\n", "8000000000000000\r\n", "ffffffffffffffff\r\n",
        "1;\0\r\n",
        "0\r\n:a\r\n\r\n", "0\r\n a: b\r\n\r\n", "0\r\nab\r\n\r\n", "0\r\na: b\n\r\n", "0\r\n\r\r",
        "1;012345678901234567890\r\n",
    ])
    func `what is not chunked content is refused`(text: String) {
        #expect(throws: RequestError.malformedChunk) { try decode(text) }
    }

    @Test func `the largest size is accepted`() throws {
        #expect(try decode("7fffffffffffffff\r\nab").content == Array("ab".utf8))
    }

    @Test func `trailers are bounded`() {
        #expect(throws: RequestError.trailersTooLarge(limit: 20)) {
            try decode("0\r\na: b\r\nc: d\r\ne: f\r\ng: h\r\n\r\n")
        }
    }

    @Test func `random bytes never crash and content is never longer than input`() {
        var random = Seeded(seed: 5)
        for _ in 0..<3000 {
            let bytes = random.bytes(Int.random(in: 0...100, using: &random))
            if let result = try? decode(bytes) { #expect(result.content.count <= bytes.count) }
        }
    }
}
