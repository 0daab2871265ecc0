import Catalog
import Codecs
import HTTP
import Manifests
import Records
import Shards

/// Epochs of a version: its samples in an order that is a function, cut among ranks.
enum EpochEndpoints {
    private static let root =
        "/v1/datasets/{namespace}/{name}/versions/{version}/epochs/{epoch}"

    static let all: [Endpoint] = [
        Endpoint(
            .get, EpochEndpoints.root + "/ranks/{rank}.tar", scope: .read, name: "getDelivery",
            summary: "A run of a rank's samples as a tar that behaves as a file; its rank is "
                + "written 0-of-8. Link says where the rank goes on.",
            query: DeliveryRequest.orderParameters + DeliveryRequest.intervalParameters
                + DeliveryRequest.rankParameters + [
                    .query(
                        "steps", .integers(1...ShardPlan.samplesPerShardLimit),
                        "Samples at most; those of a shard when absent.")
                ],
            answers: [.init(.ok, "The tar.", .bytes(.tar))], handler: .waiting(tar)),
        Endpoint(
            .get, EpochEndpoints.root + "/ranks/{rank}.jsonl", scope: .read,
            name: "getDeliveryLines",
            summary: "The same as lines of JSON, with the bytes of the parts that are named.",
            query: DeliveryRequest.orderParameters + DeliveryRequest.intervalParameters
                + DeliveryRequest.rankParameters + [
                    .query("steps", .integer, "Samples at most; all when absent."),
                    .query(
                        "parts", .string,
                        "Parts whose bytes are wanted, as in txt,json: texts when they are UTF-8, "
                            + "base 64 when not; parts of over 1 MiB are only named."),
                ],
            answers: [.init(.ok, "A sample a line.", .jsonLines(.named("DeliveredSample")))],
            handler: .waiting(lines)),
        Endpoint(
            .get, EpochEndpoints.root + "/samples", scope: .read, name: "listEpoch",
            summary: "Which samples come at which indices of an epoch.",
            query: DeliveryRequest.orderParameters + DeliveryRequest.intervalParameters + [
                .query(
                    "limit", .integers(1...PageRequest.entryLimit),
                    "Most entries of the page; \(PageRequest.standardEntryCount) when absent.")
            ],
            answers: [
                .init(
                    .ok, "A page.",
                    .json(
                        .object([
                            .init("samples", .array(.named("DeliveredSample"))),
                            .init(
                                "next", .nullable(.integer),
                                "The `from` of the next page; null on the last."),
                        ])))
            ],
            handler: .waiting(list)),
    ]

    private static func tar(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let (plans, samplesPerShard) = (call.context.plans, call.context.limits.samplesPerShard)
        let steps = try call.queryInteger("steps", in: 1...ShardPlan.samplesPerShardLimit)
        let request = try DeliveryRequest(
            call, rank: call.request.parameter("rank"), stepLimit: steps ?? samplesPerShard)
        let (version, delivery, tar) = try await call.work { storage in
            let version = try Datasets(storage).version(reference, of: path)
            let delivery = try request.delivery(of: version)
            let tar = try Deliveries(storage, plans: plans).tar(of: delivery, from: version)
            return (version, delivery, tar)
        }
        return Response(
            mediaType: .tar, etag: ETag(tar.digest), cacheControl: reference.cacheControl,
            fields: try [call.contentLocation(of: version)]
                + request.link(after: delivery, to: call, of: version),
            body: .regions(StoredBody(content: tar.content)))
    }

    private static func lines(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let steps = try call.queryInteger("steps", in: 1...(OrderRule.seedLimit - 1))
        let request = try DeliveryRequest(
            call, rank: call.request.parameter("rank"), stepLimit: steps ?? .max)
        let parts = try call.queryNames("parts", as: PartName.self)
        let (version, manifest) = try await call.work { storage in
            try Datasets(storage).manifest(reference, of: path)
        }
        let delivery = try request.delivery(of: version)
        let lines = DeliveryLines(
            delivery, of: version, manifest: manifest, parts: parts, context: call.context)
        return Response(
            mediaType: .jsonLines, etag: ETag(lines.digest), cacheControl: reference.cacheControl,
            fields: try [call.contentLocation(of: version)]
                + request.link(after: delivery, to: call, of: version),
            body: .stream(lines))
    }

    private static func list(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let limit =
            try call.queryInteger("limit", in: 1...PageRequest.entryLimit)
            ?? PageRequest.standardEntryCount
        let request = try DeliveryRequest(call, rank: nil, stepLimit: limit)
        let (version, delivery, entries) = try await call.work { storage in
            let (version, manifest) = try Datasets(storage).manifest(reference, of: path)
            let delivery = try request.delivery(of: version)
            let positions = delivery.positions
            let entries = try zip(delivery.indices, zip(positions, manifest.samples(at: positions)))
                .map { index, found in
                    JSON.object(found.1.delivered(at: index, position: found.0))
                }
            return (version, delivery, entries)
        }
        return .json(
            ["samples": .array(entries), "next": delivery.next.map { .number($0) } ?? .null],
            fields: try [call.contentLocation(of: version)]
                + request.link(after: delivery, to: call, of: version))
    }
}

extension Sample {
    /// The sample's object with its places in the epoch and in the version.
    func delivered(at index: Int, position: Int) -> JSONObject {
        var object = json.object ?? JSONObject()
        object["index"] = .number(index)
        object["position"] = .number(position)
        return object
    }
}

extension Call {
    /// Names in a query parameter, with commas between them; none when it is absent.
    func queryNames<N: Name>(_ parameter: String, as type: N.Type) throws -> [N] {
        guard let text = try request.query(parameter) else { return [] }
        do {
            return try text.split(separator: ",", omittingEmptySubsequences: false)
                .map { name throws(NameError) in try N(String(name)) }
        } catch { throw CallError.parameter(parameter, error) }
    }
}
