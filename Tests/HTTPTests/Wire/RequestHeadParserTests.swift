import Testing

@testable import HTTP

struct RequestHeadParserTests {
    /// Scans `bytes` as if they arrived in pieces that end at `cuts`, then parses.
    private func parse(
        _ bytes: [UInt8], cuts: [Int] = [], limits: HTTPLimits = HTTPLimits()
    ) throws(RequestError) -> (table: HeadTable, byteCount: Int)? {
        var resumption = 0
        for cut in cuts + [bytes.count] {
            let arrived = Array(bytes[..<cut])
            switch try RequestHeadParser.scan(arrived.span, from: resumption, limits: limits) {
            case .incomplete(let next): resumption = next
            case .complete(let byteCount):
                var table = HeadTable()
                try RequestHeadParser.parse(
                    Array(arrived[..<byteCount]).span, into: &table, limits: limits)
                return (table, byteCount)
            }
        }
        return nil
    }

    private func parse(_ text: String) throws(RequestError) -> HeadTable? {
        try parse(Array(text.utf8))?.table
    }

    @Test func `the parts of a head are found`() throws {
        let text =
            "PUT /a/b?c=d HTTP/1.1\r\nHost: h:80\r\nX-Y: \t v w \t\r\nContent-Length: 12\r\n\r\n"
        let bytes = Array(text.utf8)
        let table = try #require(try parse(text))
        #expect(table.method == .put)
        #expect(bytes.span.text(in: table.path.range) == "/a/b")
        #expect(bytes.span.text(in: table.query.range) == "c=d")
        #expect(table.framing == .length(12))
        #expect(table.keepsAlive)
        #expect(table.fieldCount == 3)
        #expect(HeadFields.value("x-y", in: bytes.span, table: table) == "v w")
    }

    @Test func `any split of the bytes parses the same`() throws {
        var random = Seeded(seed: 1)
        let text =
            "POST /v1/items?x=1 HTTP/1.1\r\nHost: example\r\nTransfer-Encoding: chunked\r\n"
            + "Expect: 100-continue\r\n\r\n5\r\nhello"
        let bytes = Array(text.utf8)
        for _ in 0..<200 {
            let cuts = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Int.random(in: 0...bytes.count, using: &random)
            }
            let result = try #require(try parse(bytes, cuts: cuts.sorted()))
            #expect(result.byteCount == bytes.count - 8)
            #expect(result.table.framing == .chunked)
            #expect(result.table.expectsContinue)
        }
    }

    @Test func `random bytes are refused or parsed, but never crash`() {
        var random = Seeded(seed: 2)
        var refusedCount = 0
        for _ in 0..<3000 {
            var bytes = random.bytes(Int.random(in: 0...200, using: &random))
            if Bool.random(using: &random) {
                bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8) + bytes
            }
            do throws(RequestError) {
                _ = try parse(bytes + Array("\r\n\r\n".utf8))
            } catch {
                refusedCount += 1
            }
        }
        #expect(refusedCount > 2000)
    }

    @Test func `a changed byte of a good head never breaks the parser`() {
        var random = Seeded(seed: 3)
        let good = Array(
            ("GET /a/b?q HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close, x\r\n"
                + "Content-Length: 1\r\n\r\n").utf8)
        for index in good.indices {
            for _ in 0..<20 {
                var bytes = good
                bytes[index] = UInt8.random(in: 0...255, using: &random)
                _ = try? parse(bytes)
            }
        }
    }

    @Test func `one pass reads what the careful way reads, and nothing else`() throws {
        var random = Seeded(seed: 4)
        let good = Array(
            ("GET /a/b%20c?q=1&r=? HTTP/1.1\r\nHost: example-1.org:8080\r\nRange: bytes=0-\r\n"
                + "If-None-Match: \"a\"\r\nAuthorization: x\r\n\r\nnext").utf8)
        for _ in 0..<20_000 {
            var bytes = Array(good[..<Int.random(in: 0...good.count, using: &random)])
            for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] = UInt8.random(in: 0...255, using: &random)
            }
            let careful = (try? parse(bytes)).flatMap { $0 }
            var table = HeadTable()
            let byteCount = RequestHeadParser.parseWhole(
                bytes.span, into: &table, limits: .init(HTTPLimits()))
            #expect(byteCount == careful?.byteCount, "\(bytes)")
            guard let careful, byteCount != nil else { continue }
            #expect(table.path.range == careful.table.path.range)
            #expect(table.query.range == careful.table.query.range)
            #expect(table.fieldCount == careful.table.fieldCount)
            #expect(table.conditionCount == careful.table.conditionCount)
        }
    }

    @Test func `a lone If-None-Match is found, and credentials are`() throws {
        let one = try #require(
            try parse("GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\n\r\n"))
        #expect(one.soleIfNoneMatch?.count == 3)
        #expect(!one.hasCredentials)
        let two = try #require(
            try parse(
                "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\nRange: bytes=0-\r\n"
                    + "authorization: b\r\nContent-Encoding: gzip\r\n\r\n"))
        #expect(two.isConditional && two.soleIfNoneMatch == nil)
        #expect(two.hasCredentials && two.isEncoded)
    }

    @Test func `no byte is looked at twice while a head is incomplete`() throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a".utf8)
        let scan = try RequestHeadParser.scan(bytes.span, from: 0, limits: HTTPLimits())
        #expect(scan == .incomplete(resumeAt: bytes.count))
    }

    @Test func `limits are exact`() throws {
        var limits = HTTPLimits()
        limits.targetByteCount = 10
        limits.fieldCount = 2
        let fits = "GET /123456789 HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"
        #expect(try parse(Array(fits.utf8), limits: limits) != nil)
        #expect(throws: RequestError.targetTooLong(limit: 10)) {
            try parse(Array("GET /1234567890 HTTP/1.1\r\nHost: a\r\n\r\n".utf8), limits: limits)
        }
        #expect(throws: RequestError.tooManyFields(limit: 2)) {
            try parse(
                Array("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\nX: y\r\n\r\n".utf8), limits: limits)
        }
        limits.headByteCount = fits.utf8.count
        #expect(try parse(Array(fits.utf8), limits: limits) != nil)
        limits.headByteCount -= 1
        #expect(throws: RequestError.headTooLarge(limit: fits.utf8.count - 1)) {
            try parse(Array(fits.utf8), limits: limits)
        }
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
        ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
        ("HTTP/1.1", "Connection: keep-alive, close\r\n", false),
        ("HTTP/1.1", "Connection: not-close\r\n", true),
    ])
    func `persistence follows version and Connection`(
        version: String, field: String, keepsAlive: Bool
    ) throws {
        #expect(try parse("GET / \(version)\r\nHost: a\r\n\(field)\r\n")?.keepsAlive == keepsAlive)
    }
}
