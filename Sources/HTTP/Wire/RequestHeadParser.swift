/// Finds and parses a request head: request line and field lines (RFC 9112 §3, §5).
///
/// A head that arrives whole, as nearly all do, is read by ``parseWhole(_:into:limits:)`` in one
/// pass. For others there are two phases. ``scan(_:from:limits:)`` looks for the empty line that
/// ends the head, and starts where it stopped the last time, so that a client which sends byte by
/// byte costs no more than another. ``parse(_:into:limits:)`` then reads the complete head at once,
/// so that no parser state has to survive between two reads from the socket.
enum RequestHeadParser {
    /// What a look for the end of a head found.
    enum Scan: Equatable {
        /// No end yet: every byte before `resumeAt` need not be looked at again.
        case incomplete(resumeAt: Int)
        /// The bytes of the head with its empty line.
        case complete(byteCount: Int)
    }

    /// - Throws: as soon as the bytes cannot become a head any more, so that a client which will
    ///   never send an empty line does not have to be waited for.
    static func scan(
        _ bytes: Span<UInt8>, from resumption: Int, limits: HTTPLimits
    ) throws(RequestError) -> Scan {
        var index = resumption
        let end = min(bytes.count, limits.headByteCount)
        while true {
            index = bytes.first(Grammar.lineFeed, in: index..<end)
            guard index < end else { break }
            // An empty first line is no request line (the one that RFC 9112 §2.2 forgives is
            // skipped before).
            guard index > 1, bytes[index - 1] == Grammar.carriageReturn else {
                throw .malformedRequestLine
            }
            if index >= 3, bytes[index - 2] == Grammar.lineFeed {
                return .complete(byteCount: index + 1)
            }
            index += 1
        }
        if bytes.count > limits.targetByteCount + requestLineOverhead {
            try checkRequestLine(bytes, limits: limits)
        }
        guard bytes.count < limits.headByteCount else {
            throw .headTooLarge(limit: limits.headByteCount)
        }
        return .incomplete(resumeAt: end)
    }

    /// Parses one complete head, as measured by ``scan(_:from:limits:)``.
    static func parse(
        _ head: Span<UInt8>, into table: inout HeadTable, limits: HTTPLimits
    ) throws(RequestError) {
        let byteCount = try parseLines(head, into: &table, limits: HeadLimits(limits))
        guard byteCount == head.count else { throw .malformedField }
    }

    /// Parses the head that `bytes` begin with, and returns its length.
    ///
    /// Nil where they do not begin with a whole and good one: then ``scan(_:from:limits:)`` and
    /// ``parse(_:into:limits:)`` tell what is missing or wrong.
    static func parseWhole(
        _ bytes: Span<UInt8>, into table: inout HeadTable, limits: HeadLimits
    ) -> Int? {
        do throws(RequestError) {
            let byteCount = try parseLines(bytes, into: &table, limits: limits)
            return byteCount <= limits.byteCount ? byteCount : nil
        } catch {
            return nil
        }
    }

    /// What bounds a head, out of ``HTTPLimits``.
    struct HeadLimits {
        let byteCount: Int
        let targetByteCount: Int
        let fieldCount: Int

        init(_ limits: HTTPLimits) {
            byteCount = limits.headByteCount
            targetByteCount = limits.targetByteCount
            fieldCount = min(limits.fieldCount, HeadTable.capacity)
        }
    }

    // Reads up to the first empty line, and returns where that ends.
    private static func parseLines(
        _ head: Span<UInt8>, into table: inout HeadTable, limits: HeadLimits
    ) throws(RequestError) -> Int {
        table.clear()
        var cursor = HeadCursor(position: 0)
        try parseRequestLine(head, &cursor, into: &table, limits: limits)
        var semantics = FieldSemantics()
        while !cursor.takeLineEnd(head) {
            guard table.fieldCount < limits.fieldCount else {
                throw .tooManyFields(limit: limits.fieldCount)
            }
            let field = try parseFieldLine(head, &cursor)
            table.append(field)
            try semantics.note(field, in: head, table: &table)
        }
        try semantics.finish(in: head, table: &table)
        return cursor.position
    }

    // A method, two spaces and a version around the longest target.
    private static let requestLineOverhead = 32

    private static func checkRequestLine(
        _ bytes: Span<UInt8>, limits: HTTPLimits
    ) throws(RequestError) {
        var hasMethod = false
        for index in 0..<limits.targetByteCount + requestLineOverhead {
            if bytes[index] == Grammar.lineFeed { return }
            if bytes[index] == Grammar.space { hasMethod = true }
        }
        guard hasMethod else { throw .methodUnknown }
        throw .targetTooLong(limit: limits.targetByteCount)
    }

    // request-line = method SP request-target SP HTTP-version CRLF
    @inline(__always)
    private static func parseRequestLine(
        _ head: Span<UInt8>, _ cursor: inout HeadCursor, into table: inout HeadTable,
        limits: HeadLimits
    ) throws(RequestError) {
        let usualMethod = cursor.takeUsualMethod(head)
        let method = usualMethod == nil ? try takeMethod(head, &cursor) : 0..<0
        let (target, question) = cursor.takeTarget(head)
        guard target.count <= limits.targetByteCount else {
            throw .targetTooLong(limit: limits.targetByteCount)
        }
        guard !target.isEmpty, cursor.take(head, Grammar.space) else {
            throw .malformedRequestLine
        }
        table.isVersion10 = try parseVersion(head, &cursor)
        guard cursor.takeLineEnd(head) else { throw .malformedRequestLine }
        if let usualMethod {
            table.method = usualMethod
        } else {
            table.method = try knownMethod(head, method)
        }
        try RequestTarget.parse(head, target, question: question, into: &table)
    }

    // Judged after the rest of the line: what is no request line at all has no method either.
    private static func takeMethod(
        _ head: Span<UInt8>, _ cursor: inout HeadCursor
    ) throws(RequestError) -> Range<Int> {
        let method = cursor.take(head, while: Grammar.isToken)
        guard !method.isEmpty, cursor.take(head, Grammar.space) else {
            throw .malformedRequestLine
        }
        return method
    }

    // HTTP-version = "HTTP/" DIGIT "." DIGIT. A later 1.x is served as 1.1 (RFC 9110 §2.5).
    @inline(__always)
    private static func parseVersion(
        _ head: Span<UInt8>, _ cursor: inout HeadCursor
    ) throws(RequestError) -> Bool {
        if cursor.takeVersion11(head) { return false }
        return try parseOtherVersion(head, &cursor)
    }

    private static func parseOtherVersion(
        _ head: Span<UInt8>, _ cursor: inout HeadCursor
    ) throws(RequestError) -> Bool {
        guard cursor.take(head, "HTTP/") else { throw .malformedRequestLine }
        let start = cursor.position
        guard cursor.take(head, while: Grammar.isDigit).count == 1,
            cursor.take(head, UInt8(ascii: ".")),
            cursor.take(head, while: Grammar.isDigit).count == 1
        else { throw .malformedRequestLine }
        guard head[start] == UInt8(ascii: "1") else { throw .versionUnsupported }
        return head[start + 2] == UInt8(ascii: "0")
    }

    private static func knownMethod(
        _ head: Span<UInt8>, _ range: Range<Int>
    ) throws(RequestError) -> Method {
        for method in Method.allCases where head.holds(method.rawValue, in: range) {
            return method
        }
        throw .methodUnknown
    }

    // field-line = field-name ":" OWS field-value OWS CRLF
    @inline(__always)
    private static func parseFieldLine(
        _ head: Span<UInt8>, _ cursor: inout HeadCursor
    ) throws(RequestError) -> HeadTable.FieldSlot {
        let name = cursor.takeName(head)
        // §5.1: a space before the colon is refused, not trimmed: it smuggles requests. A line
        // that starts with a space is obs-fold (§5.2), and refused as a name without a letter.
        guard !name.isEmpty, cursor.take(head, Grammar.colon) else { throw .malformedField }
        _ = cursor.take(head, while: isBlank)
        let run = cursor.takeFieldValue(head)
        var end = run.upperBound
        while end > run.lowerBound, isBlank(head[end - 1]) { end -= 1 }
        guard cursor.takeLineEnd(head) else { throw .malformedField }
        return HeadTable.FieldSlot(
            name: HeadSlice(name.lowerBound, name.upperBound),
            value: HeadSlice(run.lowerBound, end))
    }

    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == Grammar.space || byte == Grammar.tab
    }
}
