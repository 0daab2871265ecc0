import Catalog
import Codecs
import HTTP
import Records

/// Shards: the samples of a version or a view as WebDataset tars that are composed when asked for.
struct ShardEndpoints: Sendable {
    /// Of a version.
    static let all = ShardEndpoints(
        root: "/v1/datasets/{namespace}/{name}/versions/{version}", subject: "",
        place: DeliveryPlace.version
    ).endpoints

    /// What the shards are of.
    let root: String
    /// In the names of the operations.
    let subject: String
    let place: @Sendable (Call) throws -> DeliveryPlace

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, root + "/shards", scope: .read, name: "list\(subject)Shards",
                summary: "Lists the shards with their exact sizes: samples in the order of keys.",
                query: TarAnswer.parameters + PageRequest.parameters,
                answers: [
                    .init(.ok, "A page.", .json(PageRequest.shape("shards", .named("Shard"))))
                ],
                handler: .waiting(list)),
            Endpoint(
                .get, root + "/shards/{shard}.tar", scope: .read, name: "get\(subject)Shard",
                summary: "A shard as a tar that behaves as a file: length, ETag, Range, HEAD.",
                query: TarAnswer.parameters, fields: TarAnswer.fields,
                answers: [.init(.ok, "The tar.", .bytes(.tar))], handler: .waiting(get)),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let place = try place(call)
        let hasChecksums = try TarAnswer(call).hasChecksums
        let page = try PageRequest(call)
        let first = try page.after.map { text in
            guard let number = Int(text), (0..<Int.max).contains(number) else {
                throw CallError.cursor(text)
            }
            return number + 1
        }
        let (plans, samplesPerShard) = (call.context.plans, call.context.limits.samplesPerShard)
        let (path, entries) = try await call.work { storage in
            let source = try place.source(in: storage, plans: plans)
            let shards = SourceShards(
                of: source, in: storage, plans: plans, samplesPerShard: samplesPerShard,
                hasChecksums: hasChecksums)
            let path = place.pinnedPath(of: call, source)
            let numbers = (first ?? 0)..<max(first ?? 0, shards.count)
            let entries = try numbers.prefix(page.wantedCount).map { number in
                let size = try shards.size(of: number)
                let json: JSON = [
                    "number": .number(number), "samples": .number(size.sampleCount),
                    "bytes": .number(size.byteCount),
                    "etag": .string(shards.digest(of: number).description),
                    "url": .string(
                        "\(path)/\(ShardEndpoints.name(of: number)).tar"
                            + (hasChecksums ? "?checksums=sha256" : "")),
                ]
                return (number: number, json: json)
            }
            return (path, entries)
        }
        return try page.answer(
            "shards", entries, json: \.json, cursor: { String($0.number) }, to: call, at: path)
    }

    private func get(_ call: Call) async throws -> Response {
        let place = try place(call)
        let number = try ShardEndpoints.number(in: call)
        let answer = try TarAnswer(call)
        let (plans, samplesPerShard) = (call.context.plans, call.context.limits.samplesPerShard)
        let (path, shard) = try await call.work { storage in
            let source = try place.source(in: storage, plans: plans)
            let shards = SourceShards(
                of: source, in: storage, plans: plans, samplesPerShard: samplesPerShard,
                hasChecksums: answer.hasChecksums)
            return (place.pinnedPath(of: call, source), try shards.shard(number))
        }
        return try await answer.response(
            of: shard, cacheControl: place.cacheControl,
            fields: [Field("Content-Location", path)], to: call)
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
