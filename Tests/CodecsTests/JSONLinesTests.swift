import Testing

@testable import Codecs

struct JSONLinesTests {
    private func lines(_ text: String, pieceByteCount: Int, byteLimit: Int = 100) throws
        -> [NumberedLine]
    {
        var reader = JSONLines(byteLimit: byteLimit)
        var lines: [NumberedLine] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieceByteCount) {
            lines += try reader.feed(bytes[start..<min(bytes.count, start + pieceByteCount)])
        }
        if let line = try reader.finish() { lines.append(line) }
        return lines
    }

    @Test(arguments: 1...9)
    func `however the bytes are cut, the lines are the same`(pieceByteCount: Int) throws {
        let found = try lines("{}\r\n\n[1]\n \n\"ü\"", pieceByteCount: pieceByteCount)
        let expected = [(1, "{}"), (3, "[1]"), (4, " "), (5, "\"ü\"")].map {
            NumberedLine(number: $0.0, bytes: Array($0.1.utf8))
        }
        #expect(found == expected)
    }

    @Test func `a text without a last line end has a last line, and with one no empty line`() throws
    {
        #expect(try lines("1\n2", pieceByteCount: 8).count == 2)
        #expect(try lines("1\n2\n", pieceByteCount: 8).count == 2)
        #expect(try lines("", pieceByteCount: 8).isEmpty)
    }

    @Test(arguments: 1...6)
    func `a line at the limit is read, one byte more is refused with its number`(
        pieceByteCount: Int
    ) throws {
        #expect(try lines("1\n2345\r\n", pieceByteCount: pieceByteCount, byteLimit: 4).count == 2)
        for text in ["1\n23456\n", "1\n23456", "1\n2345678"] {
            #expect(throws: LineTooLong(number: 2, byteLimit: 4)) {
                try lines(text, pieceByteCount: pieceByteCount, byteLimit: 4)
            }
        }
    }
}
