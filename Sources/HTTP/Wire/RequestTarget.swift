/// The target of a request (RFC 9112 §3.2).
///
/// Origin form and, for OPTIONS, `*` are served. Absolute form is honoured only as a longer way to
/// name this server: its authority must then agree with Host. Authority form is CONNECT's.
enum RequestTarget {
    /// - Parameter question: where the first question mark of the target stands; its end without
    ///   one.
    @inline(__always)
    static func parse(
        _ head: Span<UInt8>, _ target: Range<Int>, question: Int, into table: inout HeadTable
    ) throws(RequestError) {
        if head[target.lowerBound] == Grammar.slash {
            table.path = HeadSlice(target.lowerBound, question)
            if question < target.upperBound {
                table.query = HeadSlice(question + 1, target.upperBound)
            }
        } else {
            try parseUnusual(head, target, question: question, into: &table)
        }
    }

    private static func parseUnusual(
        _ head: Span<UInt8>, _ target: Range<Int>, question: Int, into table: inout HeadTable
    ) throws(RequestError) {
        let start = target.lowerBound
        if head[start] == UInt8(ascii: "*") {
            guard target.count == 1, table.method == .options else { throw .malformedRequestLine }
            table.path = HeadSlice(start, target.upperBound)
            return
        }
        let path = try skipAuthority(head, target, into: &table)
        // No path means the root (RFC 3986 §6.2.3): the slash before the authority stands for it.
        table.path =
            path == question
            ? HeadSlice(table.authority.range.lowerBound - 1, table.authority.range.lowerBound)
            : HeadSlice(path, question)
        if question < target.upperBound {
            table.query = HeadSlice(question + 1, target.upperBound)
        }
    }

    /// Notes the authority of an absolute form and returns where its path starts.
    private static func skipAuthority(
        _ head: Span<UInt8>, _ target: Range<Int>, into table: inout HeadTable
    ) throws(RequestError) -> Int {
        var start = target.lowerBound
        let text = { (count: Int) in
            target.lowerBound..<min(target.lowerBound + count, target.upperBound)
        }
        if head.holdsIgnoringCase("http://", in: text(7)) {
            start += 7
        } else if head.holdsIgnoringCase("https://", in: text(8)) {
            start += 8
        } else {
            throw .malformedRequestLine
        }
        var end = start
        while end < target.upperBound, head[end] != Grammar.slash, head[end] != Grammar.question {
            end += 1
        }
        // User information has no place here.
        guard isAuthority(head, start..<end) else { throw .malformedRequestLine }
        table.authority = HeadSlice(start, end)
        return end
    }

    /// Whether `range` holds a host with an optional port: `uri-host [ ":" port ]`.
    @inline(__always)
    static func isAuthority(_ head: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var end = head.skipUsualHost(from: range.lowerBound)
        if end == range.lowerBound { return isUnusualAuthority(head, range) }
        if end < range.upperBound, head[end] == Grammar.colon, range.upperBound - end <= 6 {
            end += 1
            while end < range.upperBound, Grammar.isDigit(head[end]) { end += 1 }
        }
        return end == range.upperBound || isUnusualAuthority(head, range)
    }

    private static func isUnusualAuthority(_ head: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var cursor = HeadCursor(position: range.lowerBound)
        let text = head.extracting(0..<range.upperBound)
        if cursor.take(text, UInt8(ascii: "[")) {
            let address = cursor.take(text) { byte in
                byte == Grammar.colon || byte == UInt8(ascii: ".") || isHexadecimal(byte)
            }
            guard !address.isEmpty, cursor.take(text, UInt8(ascii: "]")) else { return false }
        } else {
            let name = cursor.take(text, while: Grammar.isHostName)
            guard !name.isEmpty, hasWholeEscapes(text, name) else { return false }
        }
        if cursor.take(text, Grammar.colon) {
            guard cursor.take(text, while: Grammar.isDigit).count <= 5 else { return false }
        }
        return cursor.position == range.upperBound
    }

    // pct-encoded = "%" HEXDIG HEXDIG
    private static func hasWholeEscapes(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        range.allSatisfy { index in
            text[index] != Grammar.percent
                || index + 2 < range.upperBound && isHexadecimal(text[index + 1])
                    && isHexadecimal(text[index + 2])
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        Grammar.isDigit(byte) || Grammar.lowercased(byte) &- UInt8(ascii: "a") < 6
    }
}
