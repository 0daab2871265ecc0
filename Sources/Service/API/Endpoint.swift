package import HTTP
package import Records

/// A route with its handler, and everything that a client must know to call it.
///
/// The declaration is the only place: the router, the access rules, /openapi.json and Docs/API.md
/// are made from it.
package struct Endpoint: Sendable {
    package enum Handler: Sendable {
        /// Answers from memory, on the event loop.
        case immediate(@Sendable (Context) -> Reply)
        /// Answers from memory what is there; nil leaves the request to the other.
        case remembering(
            @Sendable (Context, borrowing RequestHead) -> Reply?,
            orWaiting: @Sendable (Call) async throws -> Response)
        /// May wait for the body, the index or the disk.
        case waiting(@Sendable (Call) async throws -> Response)
    }

    package let method: Method
    package let template: PathTemplate
    /// What a caller needs; nil for everybody.
    package let scope: Scope?
    /// Unique: the operation's name in OpenAPI.
    package let name: String
    /// One sentence.
    package let summary: String
    package let parameters: [Parameter]
    package let body: BodyDescription?
    package let answers: [Answer]
    /// Whether a request counts against what its caller may ask in a time. What clients ask once
    /// before they begin, and never again when it fails, does not: what is there and how it is.
    package let isCounted: Bool
    package let handler: Handler

    package init(
        _ method: Method, _ template: String, scope: Scope?, name: String, summary: String,
        query: [Parameter] = [], fields: [Parameter] = [], body: BodyDescription? = nil,
        answers: [Answer], isCounted: Bool = true, handler: Handler
    ) {
        self.method = method
        self.template = PathTemplate(stringLiteral: template)
        self.scope = scope
        self.name = name
        self.summary = summary
        parameters = query + fields
        self.body = body
        self.answers = answers
        self.isCounted = isCounted
        self.handler = handler
    }

    /// The methods of its routes: a QUERY is a POST as well, for libraries and proxies that do not
    /// know it yet.
    package var methods: [Method] { method == .query ? [.query, .post] : [method] }

    /// Whether it changes something, and so may wait for other changes.
    package var isWriting: Bool { scope.map { $0 > .read } ?? false }

    package var queryNames: [String] {
        parameters.filter { $0.place == .query }.map(\.name)
    }

    /// The endpoints of one resource.
    package struct Family: Sendable {
        package let name: String
        package let endpoints: [Endpoint]

        package init(_ name: String, _ endpoints: [Endpoint]) {
            self.name = name
            self.endpoints = endpoints
        }
    }

    /// A query parameter or a header field that an endpoint understands.
    package struct Parameter: Sendable {
        package enum Place: String, Sendable { case query, header }

        package let place: Place
        package let name: String
        package let shape: Shape
        package let meaning: String
        package let isRequired: Bool

        static func query(
            _ name: String, _ shape: Shape, _ meaning: String, isRequired: Bool = false
        )
            -> Parameter
        {
            Parameter(
                place: .query, name: name, shape: shape, meaning: meaning, isRequired: isRequired)
        }

        static func field(_ name: String, _ meaning: String) -> Parameter {
            Parameter(
                place: .header, name: name, shape: .string, meaning: meaning, isRequired: false)
        }
    }

    /// What a request's body is, and how large it may be.
    package struct BodyDescription: Sendable {
        package let contents: [Content]
        package let byteLimit: ByteLimit
    }

    /// Which of the service's limits bounds a body.
    package enum ByteLimit: Sendable {
        case json, lines, blob, commit

        /// The memory that a body takes while it is read in pieces, in bytes: pieces are received,
        /// handed over, gathered for the store, and written.
        func fixedMemoryByteCount(declared: Int64?) -> Int64 {
            switch self {
            case .json, .lines: 0
            case .blob, .commit: min(declared ?? .max, 4 * Int64(RequestBody.handoverByteCount))
            }
        }

        package func byteCount(in limits: ServiceLimits) -> Int64 {
            switch self {
            case .json: Int64(limits.jsonByteCount)
            case .lines: Int64(limits.linesByteCount)
            case .blob: limits.blobByteCount
            case .commit: limits.commitByteCount
            }
        }
    }

    /// One way of writing a body.
    package struct Content: Sendable {
        package let mediaType: MediaType
        package let shape: Shape
        /// Whether a client may send it in the coding gzip: text. Blobs and tars are kept or hashed
        /// as they come, and are mostly compressed already.
        package let takesGzip: Bool

        static func json(_ shape: Shape) -> Content {
            Content(mediaType: .json, shape: shape, takesGzip: true)
        }
        static func jsonLines(_ shape: Shape) -> Content {
            Content(mediaType: .jsonLines, shape: shape, takesGzip: true)
        }
        static let problem = Content(
            mediaType: .problem, shape: .named("Problem"), takesGzip: false)
        static func bytes(_ mediaType: MediaType) -> Content {
            Content(mediaType: mediaType, shape: .bytes, takesGzip: false)
        }
    }

    /// A success that an endpoint may answer.
    package struct Answer: Sendable {
        package let status: Status
        package let meaning: String
        package let contents: [Content]

        init(_ status: Status, _ meaning: String, _ contents: Content...) {
            self.status = status
            self.meaning = meaning
            self.contents = contents
        }
    }
}

/// Who asks: the holder of a token, or anybody where reading is open.
package struct Caller: Sendable, Hashable {
    /// The author of what is written.
    package let name: String
    package let scope: Scope?
    /// Nil for anybody.
    package let tokenID: Int64?

    package static let anonymous = Caller(name: "anonymous", scope: nil, tokenID: nil)
}
