/// What is served at a method and a path.
package struct Route: Sendable {
    package enum Handler: Sendable {
        /// Runs inline on the loop; must not block: memory only.
        case immediate(@Sendable (borrowing RequestHead) -> Response)
        /// Answers inline, like an immediate one, what is in memory; nil leaves the request to the
        /// other, which may wait.
        case remembering(
            @Sendable (borrowing RequestHead) -> Response?,
            orWaiting: @Sendable (Request) async throws -> Response)
        /// Runs as a Task on the loop's executor; may wait.
        case waiting(@Sendable (Request) async throws -> Response)
    }

    package let method: Method
    package let template: PathTemplate
    /// The largest content, in bytes; more is refused before it is read, where declared, and else
    /// as soon as it is too much.
    package let bodyLimit: Int64
    /// What the content of a QUERY may be, as the field Accept-Query of OPTIONS has it
    /// (RFC 10008 §3).
    package let acceptedQuery: MediaType?
    package let handler: Handler

    package init(
        _ method: Method, _ template: PathTemplate, bodyLimit: Int64 = 0,
        acceptedQuery: MediaType? = nil, handler: Handler
    ) {
        self.method = method
        self.template = template
        self.bodyLimit = bodyLimit
        self.acceptedQuery = acceptedQuery
        self.handler = handler
    }
}
