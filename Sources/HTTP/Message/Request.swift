internal import Codecs
package import Posix

/// A request as a waiting handler gets it: it owns its head, and makes texts of it when asked.
package struct Request: Sendable {
    package let requestID: RequestID
    /// The address of the client.
    package let peer: String
    /// Whose address that is.
    package let source: SourceNetwork
    package private(set) var body: RequestBody
    private let head: KeptHead

    init(
        head: KeptHead, requestID: RequestID, peer: String, source: SourceNetwork, body: RequestBody
    ) {
        self.head = head
        self.requestID = requestID
        self.peer = peer
        self.source = source
        self.body = body
    }

    /// The same request, with its content decoded from gzip while it is read.
    package func decodingGzip(_ limit: ExpansionLimit) -> Request {
        var request = self
        request.body = RequestBody(gzip: body, limit: limit)
        return request
    }

    package var method: Method { head.table.method }

    /// As received: still percent-encoded, without the query.
    package var path: String {
        let bytes = head.bytes
        return bytes.span.text(in: head.table.path.range)
    }

    /// A parameter of the route's template, percent-decoded.
    package func parameter(_ name: String) -> String {
        guard let index = head.parameterNames.firstIndex(of: name) else {
            preconditionFailure("the route's template has no parameter {\(name)}")
        }
        let bytes = head.bytes[head.match.parameters[index].range]
        guard let text = PercentEncoding.decode(bytes, plusIsSpace: false) else {
            preconditionFailure("bad escapes were refused")
        }
        return text
    }

    /// The value of a query parameter; nil when it is absent.
    ///
    /// - Throws: ``RequestError/repeatedQuery(_:)`` or ``RequestError/malformedQuery``.
    package func query(_ name: String) throws(RequestError) -> String? {
        if head.table.query.isEmpty { return nil }
        return try Query(head.bytes[head.table.query.range]).value(name)
    }

    /// The names of all query parameters, to refuse those that nobody knows.
    package var queryNames: [String] {
        get throws(RequestError) {
            if head.table.query.isEmpty { return [] }
            return try Query(head.bytes[head.table.query.range]).names
        }
    }

    /// The value of a field, whatever the case of its name; repeated ones joined by `, `.
    package func field(_ name: String) -> String? {
        let bytes = head.bytes
        return HeadFields.value(name, in: bytes.span, table: head.table)
    }
}

/// A head, copied out of the loop's buffer for a handler that waits.
final class KeptHead: Sendable {
    let bytes: [UInt8]
    let table: HeadTable
    let match: RouteMatch
    let parameterNames: [String]

    /// - Throws: never for a path that the router has accepted.
    init(
        _ head: UnsafeBufferPointer<UInt8>, _ table: borrowing HeadTable, _ match: RouteMatch,
        parameterNames: [String]
    ) throws(RequestError) {
        for index in parameterNames.indices {
            let range = match.parameters[index].range
            guard head.span.first(Grammar.percent, in: range) < range.upperBound else { continue }
            if PercentEncoding.decode(head[range], plusIsSpace: false) == nil {
                throw .malformedPath
            }
        }
        bytes = Array(head)
        self.table = copy table
        self.match = match
        self.parameterNames = parameterNames
    }
}
