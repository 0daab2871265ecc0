import Catalog
import Codecs
import HTTP
import Records

/// Blobs by their digests.
enum BlobEndpoints {
    /// Bytes gathered before a hop to a worker: enough to make the hop cheap.
    static let pieceByteCount = 1024 * 1024

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
    ]

    private static func put(_ call: Call) async throws -> Response {
        let digest = try BlobEndpoints.digest(in: call)
        let upload = try await call.work { storage in
            try StoredBlobs(storage).makeUpload(of: digest)
        }
        try await call.request.body.forEachPiece(of: BlobEndpoints.pieceByteCount) { piece in
            try await call.work { _ in try upload.append(piece) }
        }
        let (byteCount, isNew) = try await call.work { _ in try upload.finish() }
        return .json(
            ["digest": .string(digest.description), "bytes": .number(byteCount)],
            status: isNew ? .created : .ok)
    }

    private static func get(_ call: Call) async throws -> Response {
        let digest = try BlobEndpoints.digest(in: call)
        let content = try await call.work { storage in
            try StoredBlobs(storage).content(of: digest)
        }
        let response = Response(
            mediaType: .octets, etag: ETag(digest), cacheControl: .immutable,
            fields: [PartMediaTypes.noSniffing, DigestField.representation(digest)],
            body: .regions(StoredBody(content: content)))
        call.context.recentBlobs.keep(PreparedResponse(response), for: digest)
        return response
    }

    private static func digest(in call: Call) throws -> Digest {
        let text = call.request.parameter("digest")
        guard let digest = Digest(text) else { throw CallError.digest(text) }
        return digest
    }
}

extension RequestBody {
    /// Hands over the body in pieces of `byteCount` bytes; the last one may be shorter.
    func forEachPiece(of byteCount: Int, _ body: ([UInt8]) async throws -> Void) async throws {
        var piece: [UInt8] = []
        piece.reserveCapacity(byteCount)
        while let bytes = try await next() {
            piece += bytes
            if piece.count >= byteCount {
                try await body(piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        if !piece.isEmpty { try await body(piece) }
    }
}
