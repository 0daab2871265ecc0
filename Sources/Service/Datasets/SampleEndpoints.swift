import Catalog
import Codecs
import HTTP
import Manifests
import Records

/// Samples of a version: pages, whole listings, one sample, one part.
enum SampleEndpoints {
    private static let root = "/v1/datasets/{namespace}/{name}/versions/{version}/samples"

    static let all: [Endpoint] = [
        Endpoint(
            .get, SampleEndpoints.root, scope: .read, name: "listSamples",
            summary: "Lists samples in the order of their keys; as lines, all of them.",
            query: [.query("split", .string, "Only samples of this split.")]
                + PageRequest.parameters,
            fields: [
                .field("Accept", "application/x-ndjson for the whole listing, a sample a line.")
            ],
            answers: [
                .init(
                    .ok, "A page, or all samples from the cursor on.",
                    .json(PageRequest.shape("samples", .named("Sample"))),
                    .jsonLines(.named("Sample")))
            ],
            handler: .waiting(list)),
        Endpoint(
            .get, SampleEndpoints.root + "/{key}", scope: .read, name: "getSample",
            summary: "One sample; a slash in its key is written %2F.",
            answers: [.init(.ok, "The sample.", .json(.named("Sample")))],
            handler: .waiting(get)),
        Endpoint(
            .get, SampleEndpoints.root + "/{key}/parts/{part}", scope: .read,
            name: "getPart", summary: "The bytes of one part of a sample.",
            answers: [.init(.ok, "The bytes.", .bytes(.octets))], handler: .waiting(part)),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let split = try call.queryName("split", as: SplitName.self)
        let page = try PageRequest(call)
        let after = try page.sampleKey
        let (version, manifest) = try await call.work { storage in
            try Datasets(storage).manifest(reference, of: path)
        }
        let listing = SampleListing(manifest: manifest, split: split)
        if call.wantsLines {
            return Response(
                mediaType: .jsonLines, fields: [call.contentLocation(of: version)],
                body: .stream(SampleLines(listing: listing, after: after, context: call.context)))
        }
        let entries = try await call.work { _ in try listing.page(after: after, limit: page.limit) }
        return try page.answer(
            "samples", entries.map(\.json), last: entries.last?.sample.key.text, to: call,
            of: version)
    }

    private static func get(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let key = try call.name("key", as: SampleKey.self)
        let (version, entry) = try await call.work { storage in
            let (version, manifest) = try Datasets(storage).manifest(reference, of: path)
            guard let position = try manifest.position(of: key) else {
                throw CatalogError.sampleMissing(key)
            }
            let sample = try manifest.sample(at: position)
            return (version, SampleListing.Entry(position: position, sample: sample))
        }
        return .json(entry.json, fields: [call.contentLocation(of: version)])
    }

    private static func part(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let key = try call.name("key", as: SampleKey.self)
        let name = try call.name("part", as: PartName.self)
        return try await call.work { storage in
            let (version, manifest) = try Datasets(storage).manifest(reference, of: path)
            guard let sample = try manifest.sample(key) else {
                throw CatalogError.sampleMissing(key)
            }
            guard let part = sample.parts.first(where: { $0.name == name }) else {
                throw CatalogError.partMissing(key, name)
            }
            let blob = try StoredBlobs(storage).content(of: part.digest)
            return Response(
                mediaType: PartMediaTypes.mediaType(of: name), etag: ETag(part.digest),
                cacheControl: reference.cacheControl,
                fields: [
                    PartMediaTypes.noSniffing, call.contentLocation(of: version),
                    DigestField.representation(part.digest),
                ],
                body: .regions(StoredBody(content: blob)))
        }
    }
}

extension PageRequest {
    /// The key after which a page of samples begins.
    var sampleKey: SampleKey? {
        get throws {
            guard let after else { return nil }
            do { return try SampleKey(after) } catch { throw CallError.cursor(after) }
        }
    }
}
