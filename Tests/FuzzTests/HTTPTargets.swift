@testable import HTTP

extension FuzzTarget {
    /// Request heads: the search for their end, and all that is read out of them.
    static let head = FuzzTarget(
        name: "head",
        seeds: [
            "GET /v1/items/%41?q=a+b HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n\r\n",
            "POST http://a/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            "PUT /x HTTP/1.0\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n",
        ].map { Array($0.utf8) },
        words: [
            "\r\n", "\n", "\r", " ", ":", "Host: a\r\n", "Content-Length: ", "Transfer-Encoding: ",
            "chunked", "HTTP/1.1", "HTTP/1.0", "http://", "*", "OPTIONS ", "[::1]", "%2e", "..",
            "Connection: keep-alive\r\n", "Expect: 100-continue\r\n", "9223372036854775807",
        ]
    ) { bytes in
        let limits = HTTPLimits()
        let whole = Result { () throws(RequestError) in
            try RequestHeadParser.scan(bytes.span, from: 0, limits: limits)
        }
        try demand(scanInPieces(bytes, limits) == whole, "pieces change what a head is")
        guard case .success(.complete(let byteCount)) = whole else { return "\(whole)" }
        let head = Array(bytes[..<byteCount])
        var table = HeadTable()
        do throws(RequestError) {
            try RequestHeadParser.parse(head.span, into: &table, limits: limits)
        } catch {
            return "\(error)"
        }
        try check(table, head)
        return "\(table.method) \(table.isVersion10) \(table.fieldCount) \(table.keepsAlive) "
            + "\(table.framing == .none) \(table.framing == .chunked) \(table.expectsContinue)"
    }

    // As a connection does: an early refusal stays one, whatever comes later.
    private static func scanInPieces(
        _ bytes: [UInt8], _ limits: HTTPLimits
    ) -> Result<RequestHeadParser.Scan, RequestError> {
        var (arrived, resumption): ([UInt8], Int) = ([], 0)
        var last = Result<RequestHeadParser.Scan, RequestError>.success(.incomplete(resumeAt: 0))
        for piece in pieces(of: bytes) {
            arrived += piece
            last = Result { () throws(RequestError) in
                try RequestHeadParser.scan(arrived.span, from: resumption, limits: limits)
            }
            guard case .success(.incomplete(let resumeAt)) = last else { return last }
            resumption = resumeAt
        }
        return last
    }

    private static func check(_ table: HeadTable, _ head: [UInt8]) throws {
        let path = table.path.range
        try demand(path.upperBound <= head.count && !path.isEmpty, "a path lies in its head")
        try demand(
            head[path.lowerBound] == UInt8(ascii: "/")
                || head[path.lowerBound] == UInt8(ascii: "*"),
            "a path begins with a slash")
        var lengths = 0
        for field in HeadFields.all(in: head.span, table: table) {
            try demand(!field.name.isEmpty && field.isSafe, "a field keeps to its line")
            if field.isNamed("content-length") { lengths += 1 }
        }
        try demand(lengths < 2, "one length")
        switch table.framing {
        case .none: break
        case .length(let byteCount): try demand(byteCount > 0 && lengths == 1, "a length is one")
        case .chunked: try demand(lengths == 0 && !table.isVersion10, "chunks are alone")
        }
        var segments = PathSegments()
        if head[path.lowerBound] == UInt8(ascii: "/") {
            do throws(RequestError) {
                _ = try segments.split(path, in: head.span)
            } catch {
                try demand(error == .malformedPath, "a path is malformed and nothing else")
            }
        }
        _ = try? Query(head[table.query.range]).names
    }

    /// Content in chunks.
    static let chunks = FuzzTarget(
        name: "chunks",
        seeds: [
            "5\r\nhello\r\n0\r\n\r\n", "A;a=\"b\"\r\n0123456789\r\n1\r\na\r\n0\r\nX: y\r\n\r\n",
            "7fffffffffffffff\r\nabc",
        ].map { Array($0.utf8) },
        words: [
            "\r\n", "\n", "0\r\n\r\n", "1\r\na\r\n", ";a=b", "fffffffffffffff", "X: y\r\n", "0x",
        ]
    ) { bytes in
        let whole = decode([bytes])
        try demand(decode(pieces(of: bytes)) == whole, "pieces change the content")
        if let consumed = whole.consumedByteCount {
            try demand(whole.content.count < consumed, "content is less than its chunks")
            let rest = Array(bytes[consumed...])
            let longer = decode([Array(bytes[..<consumed]), rest])
            try demand(longer.content == whole.content, "the end is the end")
        }
        return whole.failure.map { "\($0)" }
            ?? "\(whole.consumedByteCount != nil) \(whole.content.count)"
    }

    private struct Decoded: Equatable {
        var content: [UInt8] = []
        var consumedByteCount: Int?
        var failure: RequestError?
    }

    private static func decode(_ pieces: [[UInt8]]) -> Decoded {
        var decoder = BodyDecoder(.chunked, limit: 4096, limits: HTTPLimits())
        var decoded = Decoded()
        var offset = 0
        do throws(RequestError) {
            for piece in pieces {
                let step = try decoder.decode(piece.span, into: &decoded.content)
                offset += step.consumedByteCount
                if step.isComplete {
                    decoded.consumedByteCount = offset
                    return decoded
                }
            }
        } catch {
            // How much came out before the error depends on the pieces, and nobody sees it.
            decoded.content = []
            decoded.failure = error
        }
        return decoded
    }

    /// The field Range, against contents of several lengths.
    static let ranges = FuzzTarget(
        name: "ranges",
        seeds: ["bytes=0-1", "bytes=5-,-3,7-9", "bytes=0-0,0-99999999999999999999"].map {
            Array($0.utf8)
        },
        words: ["bytes=", ",", "-", "0-", "-1", "9223372036854775807", " ", "5-6"]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let set = ByteRangeSet.parse(text) else { return "ignored" }
        var answer = "\(set.ranges.count)"
        for count in [0, 1, 10, 1000, Int64.max] {
            let ranges = set.resolved(byteCount: count)
            answer += " \(ranges.count)"
            try demand(ranges.count <= HTTPLimits.rangeCount, "ranges are few")
            let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
            for (index, range) in sorted.enumerated() {
                try demand(!range.isEmpty && range.lowerBound >= 0, "a range has bytes")
                try demand(range.upperBound <= count, "a range lies inside")
                if index > 0 {
                    try demand(sorted[index - 1].upperBound < range.lowerBound, "no byte twice")
                }
            }
        }
        return answer
    }

    /// Fields with a grammar of their own: tags, digests, codings, media types.
    static let fields = FuzzTarget(
        name: "fields",
        seeds: [
            "\"a\", W/\"b\"", "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:",
            "gzip;q=0.5, *;q=0", "text/plain; charset=utf-8",
        ].map { Array($0.utf8) },
        words: [
            "sha-256=:", ":", "gzip", ";q=", "0.001", "W/\"", "\"", ",", "*", "identity", "/", "==",
        ]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let tag = ETag.parse(text)
        if let tag { try demand(ETag.parse(tag.text) == tag, "a tag is read as it is written") }
        let isMatch = ETag.list(text, matches: ETag(strong: "a"), strongly: true)
        let type = MediaType.parse(text)
        let digest = try? DigestField.sha256(in: text)
        if let found = digest ?? nil {
            let again = try DigestField.sha256(in: DigestField.representation(found).value)
            try demand(again == found, "a digest is read as it is written")
        }
        return "\(tag != nil) \(isMatch) \(type != nil) \(digest == nil) "
            + "\(ContentCoding.allowsGzip(text))"
    }
}
