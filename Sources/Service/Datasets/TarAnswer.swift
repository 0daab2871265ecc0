import Catalog
import Codecs
import HTTP

/// Tars as answers: files of exact length, with digests where a client asks for them.
struct TarAnswer: Sendable {
    /// What is asked for of a tar, whatever is in it.
    static let parameters: [Endpoint.Parameter] = [
        .query(
            "checksums", .choice(Checksums.allCases.map(\.rawValue)),
            "sha256: each member's header holds the digest of its content (pax, "
                + "\(TarHeader.checksumKeyword)), in 1 KiB more; none when absent.")
    ]
    static let fields: [Endpoint.Parameter] = [
        .field(
            "Want-Repr-Digest",
            "sha-256=1 asks for the digest of the whole tar, which is read for it; up to 4 GiB.")
    ]

    /// A larger tar is sent without a digest, which a client can only wish for (RFC 9530 §4).
    private static let digestByteLimit: Int64 = 4 << 30

    private enum Checksums: String, CaseIterable { case none, sha256 }

    let hasChecksums: Bool
    private let wantsDigest: Bool

    init(_ call: Call) throws {
        hasChecksums = try call.queryChoice("checksums", of: Checksums.self) == .sha256
        wantsDigest = DigestField.isWanted(call.request.field("want-repr-digest") ?? "")
    }

    /// The answer, with more fields.
    func response(
        of tar: ComposedTar, cacheControl: CacheControl, fields: [Field], to call: Call
    ) async throws -> Response {
        var fields = fields
        if wantsDigest, tar.content.byteCount <= TarAnswer.digestByteLimit {
            let plans = call.context.plans
            let digest = try await call.work { _ in try tar.sha256(plans: plans) }
            fields.append(DigestField.representation(digest))
        }
        return Response(
            mediaType: .tar, etag: ETag(tar.digest), cacheControl: cacheControl, fields: fields,
            body: .regions(StoredBody(content: tar.content)))
    }
}
