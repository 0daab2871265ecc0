import Codecs
import HTTP

/// The loader: the Python client of this very version, ready to be saved and imported.
enum LoaderEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/cairn.py", scope: nil, name: "getLoader",
            summary: "A Python module without dependencies that reads datasets of this daemon.",
            answers: [.init(.ok, "The module.", .bytes(python))],
            handler: .immediate { _ in .prepared(answer) })
    ]

    private static let python = MediaType("text/x-python; charset=utf-8")

    /// Embedded by the build: the daemon is one file, wherever it is copied to.
    private static let answer = PreparedResponse(
        Response(
            mediaType: python, etag: ETag(Digest.of(PackageResources.cairn_py)),
            cacheControl: .revalidate, fields: [PartMediaTypes.noSniffing],
            body: .bytes(PackageResources.cairn_py)))
}
