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
            .query, SampleEndpoints.root, scope: .read, name: "querySamples",
            summary: "Samples by their keys, in the order in which these are given.",
            body: .init(contents: [.json(SampleEndpoints.query)], byteLimit: .json),
            answers: [.init(.ok, "The samples.", .json(SampleEndpoints.result))],
            handler: .waiting(query)),
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

    private static let query = Shape.object([
        .init(
            "keys", .array(.string),
            "1 to \(PageRequest.entryLimit) keys of samples; one may stand there several times.")
    ])

    private static let result = Shape.object([
        .init("version", .digest, "The version that was asked, pinned."),
        .init(
            "samples", .array(.nullable(.named("Sample"))),
            "One for each key, at its place; null where the version has no such sample."),
    ])

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
        let found = try await call.work { _ in
            try listing.page(after: after, limit: page.wantedCount)
        }
        var response = try page.answer(
            "samples", found, json: \.json, cursor: { $0.sample.key.text }, to: call, of: version)
        response.fields.append(Field("Accept-Query", MediaType.json.text))
        return response
    }

    private static func query(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let keys = try SampleEndpoints.keys(from: &fields)
        try fields.finish()
        let bytes = try await call.work { storage in
            let (version, manifest) = try Datasets(storage).manifest(reference, of: path)
            let samples = try keys.map { key in
                try SampleListing.Entry(key, in: manifest)?.json ?? .null
            }
            let result: JSON = [
                "version": .string(version.digest.description), "samples": .array(samples),
            ]
            return result.bytes + [UInt8(ascii: "\n")]
        }
        // The tag is the result's and not the resource's: another question has another.
        return Response(
            mediaType: .json, etag: ETag(Digest.of(bytes)), cacheControl: reference.cacheControl,
            body: .bytes(bytes))
    }

    private static func keys(from fields: inout JSONFields) throws(JSONError) -> [SampleKey] {
        let place = fields.place(of: "keys")
        let elements = try fields.array("keys")
        guard (1...PageRequest.entryLimit).contains(elements.count) else {
            throw .notAllowed(pointer: place, rule: "1 to \(PageRequest.entryLimit) keys")
        }
        var keys: [SampleKey] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string, let key = try? SampleKey(text) else {
                throw .notAllowed(pointer: "\(place)/\(index)", rule: SampleKey.rule)
            }
            keys.append(key)
        }
        return keys
    }

    private static func get(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let key = try call.name("key", as: SampleKey.self)
        let (version, entry) = try await call.work { storage in
            let (version, manifest) = try Datasets(storage).manifest(reference, of: path)
            guard let entry = try SampleListing.Entry(key, in: manifest) else {
                throw CatalogError.sampleMissing(key)
            }
            return (version, entry)
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
