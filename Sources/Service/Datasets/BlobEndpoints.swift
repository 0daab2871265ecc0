import Catalog
import Codecs
import HTTP
import Records

/// Blobs by their digests.
enum BlobEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .put, "/v1/blobs/{digest}", scope: .write, name: "putBlob",
            summary: "Stores bytes under their digest; storing them again changes nothing.",
            body: .init(
                contents: [.bytes(.octets)], byteLimit: .blob),
            answers: [
                .init(.created, "They are durable.", .json(.named("Blob"))),
                .init(.ok, "They were there already.", .json(.named("Blob"))),
            ],
            handler: .waiting(put)),
        Endpoint(
            .get, "/v1/blobs/{digest}", scope: .read, name: "getBlob",
            summary: "The bytes of a blob; HEAD tells whether the server has it.",
            answers: [.init(.ok, "The bytes.", .bytes(.octets))],
            handler: .remembering(
                { context, head in
                    head.withRawParameter("digest") { Digest(characters: $0) }
                        .flatMap(context.recentBlobs.answer)
                        .map { .prepared($0) }
                }, orWaiting: get)),
        Endpoint(
            .post, "/v1/blobs/missing", scope: .write, name: "findMissingBlobs",
            summary: "Which of these blobs the server lacks, so that a client sends only those.",
            body: .init(contents: [.json(BlobEndpoints.question)], byteLimit: .json),
            answers: [
                .init(
                    .ok, "Those to upload, in the order asked.",
                    .json(.object([.init("missing", .array(.digest))])))
            ],
            handler: .waiting(findMissing)),
    ]

    /// Digests in one question: their text fits into a JSON body of the standard limit.
    static let digestLimit = 10_000

    private static let question = Shape.object([
        .init("digests", .array(.digest), "At most \(digestLimit).")
    ])

    private static func findMissing(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let pointer = fields.place(of: "digests")
        let values = try fields.array("digests")
        try fields.finish()
        guard values.count <= digestLimit else {
            throw JSONError.notAllowed(
                pointer: pointer, rule: "an array of at most \(digestLimit) digests")
        }
        let digests = try values.enumerated().map { index, value throws(JSONError) in
            guard let digest = value.string.flatMap({ Digest($0) }) else {
                throw .notAllowed(
                    pointer: "\(pointer)/\(index)",
                    rule: "sha256: and 64 lower-case hexadecimal digits")
            }
            return digest
        }
        let missing = try await call.work { storage in
            try StoredBlobs(storage).missing(of: digests)
        }
        return .json(["missing": .array(missing.map { .string($0.description) })])
    }

    private static func put(_ call: Call) async throws -> Response {
        let digest = try BlobEndpoints.digest(in: call)
        let upload = try await call.work { storage in
            try StoredBlobs(storage).makeUpload(of: digest)
        }
        try await call.request.body.handOver { pieces in
            try await call.work { _ in
                for piece in pieces { try upload.append(piece) }
            }
        }
        let (byteCount, isNew) = try await call.work { _ in try upload.finish() }
        return .json(
            ["digest": .string(digest.description), "bytes": .number(byteCount)],
            status: isNew ? .created : .ok)
    }

    private static func get(_ call: Call) async throws -> Response {
        let digest = try BlobEndpoints.digest(in: call)
        let recent = call.context.recentBlobs
        let moveCount = recent.moves.count
        let content = try await call.work { storage in
            try StoredBlobs(storage).content(of: digest)
        }
        let response = Response(
            mediaType: .octets, etag: ETag(digest), cacheControl: .immutable,
            fields: [PartMediaTypes.noSniffing, DigestField.representation(digest)],
            body: .regions(StoredBody(content: content)))
        recent.keep(PreparedResponse(response), for: digest, asOf: moveCount)
        return response
    }

    private static func digest(in call: Call) throws -> Digest {
        let text = call.request.parameter("digest")
        guard let digest = Digest(text) else { throw CallError.digest(text) }
        return digest
    }
}

extension RequestBody {
    /// Bytes handed over at once: enough to make a hop to a worker cheap.
    static let handoverByteCount = 1024 * 1024

    /// Hands over the body in pieces, one call after the other; more is received meanwhile, so what
    /// `body` throws is thrown when the next pieces have come.
    func handOver(to body: @escaping @Sendable ([[UInt8]]) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            while let pieces = try await nextPieces() {
                try await group.next()
                group.addTask { try await body(pieces) }
            }
            try await group.next()
        }
    }

    /// Some pieces together, as they came; nil behind the last.
    private func nextPieces() async throws -> [[UInt8]]? {
        var pieces: [[UInt8]] = []
        var byteCount = 0
        while byteCount < RequestBody.handoverByteCount, let piece = try await next() {
            pieces.append(piece)
            byteCount += piece.count
        }
        return pieces.isEmpty ? nil : pieces
    }
}
