import Catalog
import Codecs
package import HTTP
package import Records

/// One request to one endpoint, with the caller's right to make it already proved.
package final class Call: Sendable {
    package let request: Request
    package let caller: Caller
    package let context: Context
    /// Whether the endpoint changes something.
    package let isWriting: Bool
    /// The memory that the body takes.
    let memory: ByteBudget.Share

    init(
        request: Request, caller: Caller, context: Context, isWriting: Bool,
        memory: ByteBudget.Share
    ) {
        self.request = request
        self.caller = caller
        self.context = context
        self.isWriting = isWriting
        self.memory = memory
    }

    /// A body that is read whole is parsed into values that are larger than its text.
    private static let parsedFactor: Int64 = 4

    /// The whole body, within the memory that is left for all bodies together.
    ///
    /// - Throws: ``RequestError/bodyTooLarge(limit:)`` for more than `limit` bytes, and for more
    ///   than there is memory for at all; ``RequestError/overloaded`` when others have it.
    func bytes(limit: Int) async throws -> [UInt8] {
        let possible = Int(clamping: context.bodyBudget.byteLimit / Call.parsedFactor)
        let limit = min(limit, possible)
        if let declared = request.body.declaredByteCount, declared > limit {
            throw RequestError.bodyTooLarge(limit: Int64(limit))
        }
        var bytes: [UInt8] = []
        while let piece = try await request.body.next() {
            guard bytes.count + piece.count <= limit else {
                throw RequestError.bodyTooLarge(limit: Int64(limit))
            }
            guard memory.grow(by: Int64(piece.count) * Call.parsedFactor) else {
                throw RequestError.overloaded
            }
            bytes += piece
        }
        return bytes
    }

    /// Runs what may wait for the disk, away from the event loops.
    func work<Result: Sendable>(_ body: @escaping @Sendable (Storage) throws -> Result)
        async throws -> Result
    {
        try await context.work(isWriting: isWriting, body)
    }

    /// A parameter of the path that must be a name.
    func name<N: Name>(_ parameter: String, as type: N.Type = N.self) throws(CallError) -> N {
        let text = request.parameter(parameter)
        do { return try N(text) } catch { throw .parameter(parameter, error) }
    }

    /// The dataset in the path.
    func dataset() throws(CallError) -> DatasetPath {
        DatasetPath(namespace: try name("namespace"), name: try name("name"))
    }

    /// The version in the path.
    func version() throws(CallError) -> VersionReference {
        do { return try VersionReference(request.parameter("version")) } catch {
            throw .parameter("version", error)
        }
    }

    /// The path of this request with a digest in the place of a version's name that may move.
    ///
    /// For routes under `…/versions/{version}` only.
    func path(pinnedTo version: Digest) -> String {
        var segments = request.path.split(separator: "/", omittingEmptySubsequences: false)
        // "", v1, datasets, namespace, name, versions, version
        guard segments.count > 6, segments[5] == "versions" else {
            preconditionFailure("the route has no version")
        }
        segments[6] = Substring(version.description)
        return segments.joined(separator: "/")
    }

    /// Says which version a name meant: `latest` and numbers of a dataset may move or differ.
    func contentLocation(of version: Version) -> Field {
        Field("Content-Location", path(pinnedTo: version.digest))
    }

    /// An integer in the path.
    func integer(_ parameter: String, in range: ClosedRange<Int>) throws(CallError) -> Int {
        try CallError.integer(parameter, request.parameter(parameter), in: range)
    }

    /// A query parameter that must be there; `rule` says what it is.
    func requiredQuery(_ parameter: String, _ rule: String) throws -> String {
        guard let text = try request.query(parameter), !text.isEmpty else {
            throw CallError.parameterMissing(parameter, rule: rule)
        }
        return text
    }

    /// A query parameter that, if present, must be a name.
    func queryName<N: Name>(_ parameter: String, as type: N.Type = N.self) throws -> N? {
        guard let text = try request.query(parameter) else { return nil }
        do { return try N(text) } catch { throw CallError.parameter(parameter, error) }
    }

    func queryInteger(_ parameter: String, in range: ClosedRange<Int>) throws -> Int? {
        try request.query(parameter).map { try CallError.integer(parameter, $0, in: range) }
    }

    /// `true` or `false`; false when absent.
    func queryFlag(_ parameter: String) throws -> Bool {
        switch try request.query(parameter) {
        case nil, "false": false
        case "true": true
        case let text?:
            throw CallError.parameter(parameter, NameError(text: text, rule: "true or false"))
        }
    }

    /// The version that a query parameter names; `latest` when absent.
    func queryVersion(_ parameter: String) throws -> VersionReference {
        guard let text = try request.query(parameter) else { return .latest }
        do { return try VersionReference(text) } catch {
            throw CallError.parameter(parameter, error)
        }
    }

    /// The members of a JSON body.
    func json(byteLimit: Int) async throws -> JSONFields {
        try expect(.json)
        let bytes = try await bytes(limit: byteLimit)
        return try JSONFields(try JSONReader.read(bytes))
    }

    /// - Throws: ``CallError/mediaType(_:wanted:)`` unless the body is said to be of `mediaType`.
    func expect(_ mediaType: MediaType) throws(CallError) {
        let said = request.field("content-type")
        guard let said, MediaType.parse(said)?.essence == mediaType.essence else {
            throw .mediaType(said, wanted: [mediaType.essence])
        }
    }

    /// The revision in `If-Match: "3"`; nil without the field.
    ///
    /// `If-None-Match: *` says that the writer expects nothing to stand: revision 0.
    func baseRevision() throws(CallError) -> Int? {
        let (none, match) = (request.field("if-none-match"), request.field("if-match"))
        if let none {
            guard match == nil else { throw .conditionsContradict }
            guard none == "*" else { throw .revision(none) }
            return 0
        }
        guard let text = match else { return nil }
        // What was read may have been compressed on the way; a revision is one all the same.
        guard let tag = ETag.parse(text)?.plain, !tag.isWeak, let revision = Int(tag.opaque),
            revision >= 0, String(revision) == tag.opaque
        else { throw .revision(text) }
        return revision
    }

    /// Whether the client asked for lines instead of pages.
    var wantsLines: Bool {
        (request.field("accept") ?? "").split(separator: ",")
            .contains { MediaType.parse(String($0))?.essence == MediaType.jsonLines.essence }
    }
}

/// What is wrong with how an endpoint was called.
package enum CallError: Error, Equatable {
    /// A parameter of the path or query breaks its rule.
    case parameter(String, NameError)
    /// A parameter of the query that the route needs.
    case parameterMissing(String, rule: String)
    case mediaType(String?, wanted: [String])
    /// The body is in a coding that the route does not take with its media type.
    case contentEncoding(String, accepted: [String])
    /// `If-Match` names what stands, `If-None-Match` says that nothing does.
    case conditionsContradict
    /// `If-Match` holds no revision.
    case revision(String)
    case cursor(String)
    /// A path names a blob by something else than its digest.
    case digest(String)

    static func integer(_ parameter: String, _ text: String, in range: ClosedRange<Int>)
        throws(CallError) -> Int
    {
        // One spelling: no sign, no leading zero.
        guard let value = Int(text), String(value) == text, range.contains(value) else {
            throw .parameter(
                parameter,
                NameError(text: text, rule: "\(range.lowerBound) to \(range.upperBound)"))
        }
        return value
    }
}
