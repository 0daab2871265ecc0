import Testing

@testable import HTTP

struct BodyDecoderTests {
    @Test func `a declared length takes no more than its bytes`() throws {
        var decoder = BodyDecoder(.length(5), limit: 100, limits: HTTPLimits())
        var content: [UInt8] = []
        let first = try decoder.decode([1, 2, 3].span, into: &content)
        #expect(first.consumedByteCount == 3)
        #expect(!first.isComplete)
        let second = try decoder.decode([4, 5, 6, 7].span, into: &content)
        #expect(second.consumedByteCount == 2)
        #expect(second.isComplete)
        #expect(content == [1, 2, 3, 4, 5])
    }

    @Test func `content above the limit is refused`() {
        var decoder = BodyDecoder(.chunked, limit: 3, limits: HTTPLimits())
        var content: [UInt8] = []
        #expect(throws: RequestError.bodyTooLarge(limit: 3)) {
            try decoder.decode(Array("2\r\nab\r\n2\r\ncd\r\n".utf8).span, into: &content)
        }
    }
}
