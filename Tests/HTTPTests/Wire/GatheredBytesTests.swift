import Testing

@testable import HTTP

struct GatheredBytesTests {
    @Test func `what is appended comes out in order, and the memory grows with it`() {
        var bytes = GatheredBytes(capacity: 1)
        bytes.append("static ")
        bytes.append(text: "text that is longer than sixteen bytes")
        bytes.append(Array(" slice".utf8)[1...])
        bytes.append(decimal: 0)
        bytes.append(decimal: .max)
        let word: UInt64 = 0x4142_4344_4546_4748
        bytes.append((word, word, word, word))
        let (text, end) = (
            String(decoding: bytes.bytes(), as: UTF8.self),
            Array(bytes.bytes(from: bytes.count - 2))
        )
        #expect(
            text
                == "static text that is longer than sixteen bytesslice0"
                + "9223372036854775807ABCDEFGHABCDEFGHABCDEFGHABCDEFGH")
        #expect(end == Array("GH".utf8))
        bytes.removeAll()
        let isEmpty = bytes.isEmpty
        #expect(isEmpty)
    }
}
