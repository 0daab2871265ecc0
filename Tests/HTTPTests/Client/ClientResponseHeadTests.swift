import Testing

@testable import HTTP

struct ClientResponseHeadTests {
    private func parse(_ text: String) throws -> ResponseHead {
        try ResponseHeadParser.parse(Array(text.utf8)[...])
    }

    @Test func `status and fields are read`() throws {
        let head = try parse("HTTP/1.1 201 Created\r\nA: 1\r\na:\t2 \r\n\r\n")
        #expect(head.status == .created)
        #expect(head.field("A") == "1, 2")
        #expect(head.field("B") == nil)
        #expect(head.keepsConnection)
    }

    @Test func `a phrase may be absent, its space may not`() throws {
        #expect(try parse("HTTP/1.1 200 \r\n\r\n").status == .ok)
        #expect(throws: ResponseHeadError.malformedStatusLine) { try parse("HTTP/1.1 200\r\n\r\n") }
    }

    @Test(arguments: [
        ("HTTP/2.0 200 OK\r\n\r\n", ResponseHeadError.unknownVersion),
        ("ICY 200 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 20 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 099 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 2000 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 200 OK\nA: 1\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 200 OK\r\nA : 1\r\n\r\n", .malformedField(line: 1)),
        ("HTTP/1.1 200 OK\r\nA: 1\r\n b\r\n\r\n", .malformedField(line: 2)),
        ("HTTP/1.1 200 OK\r\n: 1\r\n\r\n", .malformedField(line: 1)),
        ("HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", .malformedField(line: 1)),
        ("HTTP/1.1 200 OK\r\nA: 1\nB: 2\r\n\r\n", .malformedField(line: 1)),
    ])
    func `a head that breaks the grammar is refused`(text: String, reason: ResponseHeadError) {
        #expect(throws: reason) { try parse(text) }
    }

    @Test func `the end is found wherever the pieces are cut`() throws {
        let text = Array("HTTP/1.1 200 OK\r\nA: 1\r\n\r\nbody".utf8)
        for cut in 0...text.count {
            var parser = ResponseHeadParser(limitBytes: 1024)
            let early = try parser.scan(text[..<cut])
            #expect(early == (cut >= text.count - 4 ? text.count - 4 : nil))
            #expect(try parser.scan(text[...]) == text.count - 4)
        }
    }

    @Test func `a head without end is too large`() {
        var parser = ResponseHeadParser(limitBytes: 64)
        let bytes = [UInt8](repeating: 0x61, count: 64)
        #expect(throws: ResponseHeadError.tooLarge(limitBytes: 64)) { try parser.scan(bytes[...]) }
    }

    @Test(arguments: [
        ("Content-Length: 5", ResponseFraming.length(5)), ("Content-Length: 0", .length(0)),
        ("Transfer-Encoding: Chunked", .chunked), ("X: y", .untilClose),
    ])
    func `the framing is the one that the fields say`(field: String, framing: ResponseFraming)
        throws
    {
        let head = try parse("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n")
        #expect(try head.framing(answering: .get) == framing)
        #expect(try head.framing(answering: .head) == .absent)
    }

    @Test(arguments: [
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: -5", "Content-Length: +5", "Content-Length: 0x5", "Content-Length:",
        "Content-Length: 99999999999999999999", "Content-Length: 5, 5",
    ])
    func `a length that can be read in two ways is refused`(fields: String) throws {
        let head = try parse("HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n")
        #expect(throws: ResponseHeadError.contradictoryLength) {
            try head.framing(answering: .get)
        }
    }

    @Test func `a coding that nobody asked for is refused`() throws {
        let head = try parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")
        #expect(throws: ResponseHeadError.unknownTransferCoding) {
            try head.framing(answering: .get)
        }
    }

    @Test func `random bytes are refused and never more`() {
        var generator = SeededBytes(state: 7)
        for _ in 0..<2000 {
            var bytes = Array("HTTP/1.1 200 OK\r\nA: b\r\n\r\n".utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] =
                    UInt8.random(in: 0...255, using: &generator)
            }
            let head = try? ResponseHeadParser.parse(bytes[...])
            if let head { #expect((100...599).contains(head.status.rawValue)) }
        }
    }
}

/// A generator whose numbers are the same in every run (SplitMix64).
private struct SeededBytes: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
