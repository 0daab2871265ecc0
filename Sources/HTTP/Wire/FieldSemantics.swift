/// What the fields of a request mean to its framing and its connection.
///
/// Strict where two readers could disagree, for that is how requests are smuggled: Content-Length
/// once and in digits, Transfer-Encoding exactly `chunked` and only alone, Host exactly once
/// (RFC 9112 §3.2, §6.1, §6.3).
struct FieldSemantics {
    private var length: Int64?
    private var isChunked = false
    private var host: Range<Int>?
    private var closes = false
    private var keepsAlive = false
    private var hasExpectation = false

    @inline(__always)
    mutating func note(
        _ field: HeadTable.FieldSlot, in head: Span<UInt8>, table: inout HeadTable
    ) throws(RequestError) {
        let name = field.name.range
        let value = field.value.range
        // The length of a name sorts out nearly all fields before a letter is compared.
        switch name.count {
        // All requests have this one: its letters, the last in the highest place.
        case 4 where head.halfWord(at: name.lowerBound) | 0x2020_2020 == 0x7473_6F68:
            guard host == nil, RequestTarget.isAuthority(head, value) else {
                throw .malformedHost
            }
            host = value
        case 5 where head.holdsIgnoringCase("range", in: name): table.conditionCount += 1
        case 6 where head.holdsIgnoringCase("expect", in: name):
            guard head.holdsIgnoringCase("100-continue", in: value) else {
                throw .expectationFailed
            }
            hasExpectation = true
        case 8, 13: noteConditionOrCredentials(field, head, table: &table)
        case 10 where head.holdsIgnoringCase("connection", in: name):
            noteConnection(head, value)
        case 11 where head.holdsIgnoringCase("traceparent", in: name):
            table.traceParent = field.value
            table.traceParentCount += 1
        case 14 where head.holdsIgnoringCase("content-length", in: name):
            guard length == nil else { throw .malformedFraming }
            length = try FieldSemantics.length(head, value)
        case 15 where head.holdsIgnoringCase("accept-encoding", in: name):
            table.namesCodings = true
        case 16 where head.holdsIgnoringCase("content-encoding", in: name):
            table.isEncoded = true
        case 17 where head.holdsIgnoringCase("transfer-encoding", in: name):
            guard !isChunked, head.holdsIgnoringCase("chunked", in: value) else {
                throw .malformedFraming
            }
            isChunked = true
        case 19 where head.holdsIgnoringCase("want-content-digest", in: name):
            table.wantsDigest = true
        default: break
        }
    }

    private func noteConditionOrCredentials(
        _ field: HeadTable.FieldSlot, _ head: Span<UInt8>, table: inout HeadTable
    ) {
        let name = field.name.range
        if head.holdsIgnoringCase("if-none-match", in: name) {
            table.conditionCount += 1
            table.ifNoneMatch = field.value
        } else if head.holdsIgnoringCase("authorization", in: name) {
            table.hasCredentials = true
        } else if head.holdsIgnoringCase("if-match", in: name)
            || head.holdsIgnoringCase("if-range", in: name)
        {
            table.conditionCount += 1
        }
    }

    /// Draws the conclusions once all fields have been seen.
    @inline(__always)
    func finish(in head: Span<UInt8>, table: inout HeadTable) throws(RequestError) {
        guard host != nil || table.isVersion10 else { throw .malformedHost }
        if !table.authority.isEmpty, let host {
            guard FieldSemantics.agree(head, table.authority.range, host) else {
                throw .malformedHost
            }
        }
        if isChunked {
            guard length == nil, !table.isVersion10 else { throw .malformedFraming }
            table.framing = .chunked
        } else if let length, length > 0 {
            table.framing = .length(length)
        }
        table.keepsAlive = table.isVersion10 ? keepsAlive && !closes : !closes
        // §10.1.1 of RFC 9110: an HTTP/1.0 client does not know the interim answer.
        table.expectsContinue =
            hasExpectation && !table.isVersion10 && table.framing != .none
    }

    // 1*DIGIT. A number that does not fit would be read in two ways by two programs.
    private static func length(
        _ head: Span<UInt8>, _ range: Range<Int>
    ) throws(RequestError) -> Int64 {
        guard !range.isEmpty else { throw .malformedFraming }
        var value: Int64 = 0
        for index in range {
            let digit = head[index] &- UInt8(ascii: "0")
            let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = scaled.addingReportingOverflow(Int64(digit))
            guard digit < 10, !isTooLarge, !overflows else { throw .malformedFraming }
            value = sum
        }
        return value
    }

    // A list of options without case (RFC 9110 §7.6.1).
    private mutating func noteConnection(_ head: Span<UInt8>, _ value: Range<Int>) {
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, head[end] != UInt8(ascii: ",") { end += 1 }
            var option = start..<end
            while let first = option.first, Grammar.isBlank(head[first]) { option.removeFirst() }
            while let last = option.last, Grammar.isBlank(head[last]) { option.removeLast() }
            if head.holdsIgnoringCase("close", in: option) { closes = true }
            if head.holdsIgnoringCase("keep-alive", in: option) { keepsAlive = true }
            start = end + 1
        }
    }

    // Host names have no case.
    private static func agree(
        _ head: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>
    ) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy {
            Grammar.lowercased(head[$0]) == Grammar.lowercased(head[$1])
        }
    }
}
