import Catalog
import Codecs
import HTTP
import Records

/// Shards: a version's samples as WebDataset tars that are composed when asked for.
enum ShardEndpoints {
    private static let root = "/v1/datasets/{namespace}/{name}/versions/{version}/shards"

    static let all: [Endpoint] = [
        Endpoint(
            .get, ShardEndpoints.root, scope: .read, name: "listShards",
            summary: "Lists the shards of a version with their exact sizes.",
            query: PageRequest.parameters,
            answers: [
                .init(.ok, "A page.", .json(PageRequest.shape("shards", .named("Shard"))))
            ],
            handler: .waiting(list)),
        Endpoint(
            .get, ShardEndpoints.root + "/{shard}.tar", scope: .read, name: "getShard",
            summary: "A shard as a tar that behaves as a file: length, ETag, Range, HEAD.",
            answers: [.init(.ok, "The tar.", .bytes(.tar))], handler: .waiting(get)),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let page = try PageRequest(call)
        let first = try page.after.map { text in
            guard let number = Int(text), (0..<Int.max).contains(number) else {
                throw CallError.cursor(text)
            }
            return number + 1
        }
        let (plans, samplesPerShard) = (call.context.plans, call.context.limits.samplesPerShard)
        let (version, entries) = try await call.work { storage in
            let version = try Datasets(storage).version(reference, of: path)
            let shards = VersionShards(
                storage, plans: plans, samplesPerShard: samplesPerShard)
            let numbers = (first ?? 0)..<max(first ?? 0, shards.count(of: version))
            let entries = try numbers.prefix(page.wantedCount).map { number in
                let size = try shards.size(of: number, of: version)
                let name = ShardEndpoints.name(of: number)
                let json: JSON = [
                    "number": .number(number), "samples": .number(size.sampleCount),
                    "bytes": .number(size.byteCount),
                    "etag": .string(shards.digest(of: number, of: version).description),
                    "url": .string(
                        "/v1/datasets/\(path)/versions/\(version.digest)/shards/\(name).tar"),
                ]
                return (number: number, json: json)
            }
            return (version, entries)
        }
        return try page.answer(
            "shards", entries, json: \.json, cursor: { String($0.number) }, to: call, of: version)
    }

    private static func get(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let number = try number(in: call)
        let (plans, samplesPerShard) = (call.context.plans, call.context.limits.samplesPerShard)
        let (version, shard) = try await call.work { storage in
            let version = try Datasets(storage).version(reference, of: path)
            let shards = VersionShards(
                storage, plans: plans, samplesPerShard: samplesPerShard)
            return (version, try shards.shard(number, of: version))
        }
        return Response(
            mediaType: .tar, etag: ETag(shard.digest), cacheControl: reference.cacheControl,
            fields: [call.contentLocation(of: version)],
            body: .regions(StoredBody(content: shard.content)))
    }

    private static func number(in call: Call) throws(CallError) -> Int {
        let text = call.request.parameter("shard")
        guard let number = Int(text), number >= 0, name(of: number) == text else {
            throw .parameter("shard", NameError(text: text, rule: "a number of six digits"))
        }
        return number
    }

    /// Six digits at least, as WebDataset's brace notation counts.
    private static func name(of number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 6 - text.utf8.count)) + text
    }
}

extension VersionReference {
    /// What a digest names never changes; a number or `latest` must be asked for again.
    var cacheControl: CacheControl {
        switch self {
        case .latest, .number, .ref: .revalidate
        case .digest: .immutable
        }
    }
}
