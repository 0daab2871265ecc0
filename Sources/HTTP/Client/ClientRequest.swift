/// A request of a program.
package struct ClientRequest {
    package var method: Method
    /// Path and query, percent-encoded, beginning with `/`.
    package var target: String
    /// Without `Host`, `Authorization` and the framing, which the client writes itself.
    package var fields: [Field]
    package var body: ClientBody
    /// Patience for the first byte of the answer; nil for the client's own.
    ///
    /// For answers that take work: a large commit, a long poll.
    package var answerTimeoutSeconds: Int?

    package init(
        _ method: Method, _ target: String, fields: [Field] = [], body: ClientBody = .none,
        answerTimeoutSeconds: Int? = nil
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
        self.answerTimeoutSeconds = answerTimeoutSeconds
    }

    /// Whether sending it twice does what sending it once does (RFC 9110 §9.2.2).
    ///
    /// A conditional change is not: the second would be refused for what the first has done.
    var isRepeatable: Bool {
        if case .stream = body { return false }
        switch method {
        case .get, .head, .options, .query: return true
        case .put, .delete:
            return !fields.contains { $0.name.lowercased().hasPrefix("if-") }
        case .post, .patch: return false
        }
    }
}

/// What a request carries.
package enum ClientBody {
    case none
    case bytes([UInt8])
    /// Pieces, pulled while the server takes them; nil ends them.
    ///
    /// - Parameter byteCount: the bytes of all pieces; nil sends them chunked.
    case stream(byteCount: Int64?, next: () throws -> [UInt8]?)
}
