internal import Codecs
package import Posix

/// The head of a request as it lies in the loop's buffer, lent to an immediate handler.
///
/// Nothing is copied unless a text is asked for. It cannot be copied or kept: the buffer holds
/// other bytes once the handler has returned.
package struct RequestHead: ~Copyable {
    package let requestID: RequestID
    /// Where the request comes from.
    package let source: SourceNetwork
    private let bytes: UnsafeBufferPointer<UInt8>  // unsafe: lent for the handler's call only
    private let table: UnsafePointer<HeadTable>  // unsafe: as above; copying 0.5 KiB costs more
    private let match: RouteMatch
    private let parameterNames: [String]

    init(
        bytes: UnsafeBufferPointer<UInt8>, table: UnsafePointer<HeadTable>, match: RouteMatch,
        parameterNames: [String], requestID: RequestID, source: SourceNetwork
    ) {
        self.bytes = bytes
        self.table = table
        self.match = match
        self.parameterNames = parameterNames
        self.requestID = requestID
        self.source = source
    }

    package var method: Method { table.pointee.method }

    /// As received: still percent-encoded, without the query.
    package var path: String { bytes.span.text(in: table.pointee.path.range) }

    /// A parameter of the route's template, percent-decoded.
    ///
    /// - Throws: never for a name that the template has; the router has refused bad escapes.
    package func parameter(_ name: String) throws(RequestError) -> String {
        guard let index = parameterNames.firstIndex(of: name) else {
            preconditionFailure("the route's template has no parameter {\(name)}")
        }
        let slice = bytes[match.parameters[index].range]
        guard let text = PercentEncoding.decode(slice, plusIsSpace: false) else {
            throw .malformedPath
        }
        return text
    }

    /// Lends a parameter's bytes as they came, still percent-encoded: nothing is copied.
    package func withRawParameter<Result>(
        _ name: String, _ body: (Span<UInt8>) -> Result
    ) -> Result {
        guard let index = parameterNames.firstIndex(of: name) else {
            preconditionFailure("the route's template has no parameter {\(name)}")
        }
        return body(bytes.span.extracting(match.parameters[index].range))
    }

    package var hasQuery: Bool { !table.pointee.query.isEmpty }

    /// The names of all query parameters, to refuse those that nobody knows.
    package var queryNames: [String] {
        get throws(RequestError) { try Query(bytes[table.pointee.query.range]).names }
    }

    /// The value of a query parameter; nil when it is absent.
    package func query(_ name: String) throws(RequestError) -> String? {
        try Query(bytes[table.pointee.query.range]).value(name)
    }

    /// The value of a field, whatever the case of its name; repeated ones joined by `, `.
    package func field(_ name: String) -> String? {
        HeadFields.value(name, in: bytes.span, table: table.pointee)
    }

    /// The value of Authorization, which most requests do not have.
    package var authorization: String? {
        table.pointee.hasCredentials ? field("authorization") : nil
    }

    /// Whether the content is said to be in a coding (Content-Encoding).
    package var isEncoded: Bool { table.pointee.isEncoded }
}

/// Fields of a parsed head as texts.
enum HeadFields {
    static func value(_ name: String, in head: Span<UInt8>, table: borrowing HeadTable) -> String? {
        var value: String?
        for index in 0..<table.fieldCount {
            let slot = table.fields[index]
            guard isNamed(name, head, slot.name.range) else { continue }
            let text = head.text(in: slot.value.range)
            value = value.map { $0 + ", " + text } ?? text
        }
        return value
    }

    /// Whether If-None-Match with the text of `etag` is the only condition, so that the client
    /// holds what would be answered. False does not say that it does not.
    static func soleConditionHolds(
        _ etag: ETag, in head: Span<UInt8>, table: borrowing HeadTable
    ) -> Bool {
        table.soleIfNoneMatch.map { etag.isText(in: head, $0.range) } ?? false
    }

    /// Whether the client wants the digest of the content and reads it behind it (RFC 9530 §4,
    /// RFC 9110 §10.1.4).
    static func wantsDigestTrailer(in head: Span<UInt8>, table: borrowing HeadTable) -> Bool {
        guard let codings = value("te", in: head, table: table),
            let wanted = value("want-content-digest", in: head, table: table)
        else { return false }
        return DigestField.isWanted(wanted)
            && (Grammar.listElements(codings) ?? []).contains {
                Grammar.equalsIgnoringCase($0, "trailers")
            }
    }

    private static func isNamed(
        _ name: String, _ head: Span<UInt8>, _ range: Range<Int>
    ) -> Bool {
        guard name.utf8.count == range.count else { return false }
        var index = range.lowerBound
        for byte in name.utf8 {
            guard Grammar.lowercased(head[index]) == Grammar.lowercased(byte) else { return false }
            index += 1
        }
        return true
    }
}
