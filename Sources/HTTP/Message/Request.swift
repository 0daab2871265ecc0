package import Posix

/// A request as a waiting handler gets it: it owns its bytes.
package struct Request: Sendable {
    package let method: Method
    /// As received: still percent-encoded, without the query.
    package let path: String
    package let requestID: RequestID
    /// The address of the client.
    package let peer: String
    /// Whose address that is.
    package let source: SourceNetwork
    package private(set) var body: RequestBody

    private let parameters: [String: String]
    private let queryBytes: [UInt8]
    private let fields: [Field]

    /// - Parameter query: what stands after the `?`, still encoded.
    package init(
        method: Method, path: String, query: String = "", fields: [Field] = [],
        parameters: [String: String] = [:], requestID: RequestID, peer: String,
        source: SourceNetwork,
        body: RequestBody
    ) {
        self.method = method
        self.path = path
        self.requestID = requestID
        self.peer = peer
        self.source = source
        self.body = body
        self.parameters = parameters
        self.queryBytes = Array(query.utf8)
        self.fields = fields
    }

    /// The same request, with its content decoded from gzip while it is read.
    package func decodingGzip(_ limit: ExpansionLimit) -> Request {
        var request = self
        request.body = RequestBody(gzip: body, limit: limit)
        return request
    }

    /// A parameter of the route's template, percent-decoded.
    package func parameter(_ name: String) -> String {
        guard let value = parameters[name] else {
            preconditionFailure("the route's template has no parameter {\(name)}")
        }
        return value
    }

    /// The value of a query parameter; nil when it is absent.
    ///
    /// - Throws: ``RequestError/repeatedQuery(_:)`` or ``RequestError/malformedQuery``.
    package func query(_ name: String) throws(RequestError) -> String? {
        try Query(queryBytes).value(name)
    }

    /// The names of all query parameters, to refuse those that nobody knows.
    package var queryNames: [String] {
        get throws(RequestError) { try Query(queryBytes).names }
    }

    /// The value of a field, whatever the case of its name; repeated ones joined by `, `.
    package func field(_ name: String) -> String? {
        let values = fields.filter { $0.isNamed(name) }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
