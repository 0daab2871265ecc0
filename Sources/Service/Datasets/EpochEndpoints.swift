import Catalog
import Codecs
import HTTP
import Records
import Shards

/// Epochs of a version, a view or a mixture: samples in an order that is a function, cut among
/// ranks.
struct EpochEndpoints: Sendable {
    /// Of a version.
    static let all = EpochEndpoints(
        root: "/v1/datasets/{namespace}/{name}/versions/{version}", subject: "",
        place: DeliveryPlace.version
    ).endpoints

    /// What the epochs are of.
    let root: String
    /// In the names of the operations.
    let subject: String
    let place: @Sendable (Call) throws -> any EpochPlace

    var endpoints: [Endpoint] { [tar, lines, list] }

    private var tar: Endpoint {
        Endpoint(
            .get, root + "/epochs/{epoch}/ranks/{rank}.tar", scope: .read,
            name: "get\(subject)Delivery",
            summary: "A run of a rank's samples as a tar that behaves as a file; its rank is "
                + "written 0-of-8. Link says where the rank goes on.",
            query: DeliveryRequest.orderParameters + DeliveryRequest.intervalParameters
                + DeliveryRequest.rankParameters + [
                    DeliveryNote.parameter,
                    .query(
                        "steps", .integers(1...ShardPlan.samplesPerShardLimit),
                        "Samples at most; those of a shard when absent."),
                ] + TarAnswer.parameters, fields: TarAnswer.fields,
            answers: [.init(.ok, "The tar.", .bytes(.tar))], handler: .waiting(getTar))
    }

    private var lines: Endpoint {
        Endpoint(
            .get, root + "/epochs/{epoch}/ranks/{rank}.jsonl", scope: .read,
            name: "get\(subject)DeliveryLines",
            summary: "The same as lines of JSON, with the bytes of the parts that are named.",
            query: DeliveryRequest.orderParameters + DeliveryRequest.intervalParameters
                + DeliveryRequest.rankParameters + [
                    DeliveryNote.parameter,
                    .query("steps", .integer, "Samples at most; all when absent."),
                    .query(
                        "parts", .string,
                        "Parts whose bytes are wanted, as in txt,json: texts when they are UTF-8, "
                            + "base 64 when not; parts of over 1 MiB are only named."),
                ],
            answers: [.init(.ok, "A sample a line.", .jsonLines(.named("DeliveredSample")))],
            handler: .waiting(getLines))
    }

    private var list: Endpoint {
        Endpoint(
            .get, root + "/epochs/{epoch}/samples", scope: .read, name: "list\(subject)Epoch",
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
            handler: .waiting(getList))
    }

    private func getTar(_ call: Call) async throws -> Response {
        let place = try place(call)
        let (note, answer) = (try DeliveryNote(call), try TarAnswer(call))
        let (plans, samplesPerShard) = (call.context.plans, call.context.limits.samplesPerShard)
        let steps = try call.queryInteger("steps", in: 1...ShardPlan.samplesPerShardLimit)
        let request = try DeliveryRequest(
            call, rank: call.request.parameter("rank"), stepLimit: steps ?? samplesPerShard)
        let (source, delivery, tar) = try await call.work { storage in
            let source = try place.epochs(in: storage, plans: plans)
            let delivery = try request.delivery(of: source)
            let tar = try Deliveries(storage, plans: plans).tar(
                of: delivery, from: source, hasChecksums: answer.hasChecksums)
            return (source, delivery, tar)
        }
        try await note?.write(delivery, from: source)
        return try await answer.response(
            of: tar, cacheControl: place.cacheControl,
            fields: try request.fields(of: delivery, to: call, at: place, source), to: call)
    }

    private func getLines(_ call: Call) async throws -> Response {
        let place = try place(call)
        let note = try DeliveryNote(call)
        let plans = call.context.plans
        let steps = try call.queryInteger("steps", in: 1...(OrderRule.seedLimit - 1))
        let request = try DeliveryRequest(
            call, rank: call.request.parameter("rank"), stepLimit: steps ?? .max)
        let parts = try call.queryNames("parts", as: PartName.self)
        let source = try await call.work { try place.epochs(in: $0, plans: plans) }
        let delivery = try request.delivery(of: source)
        try await note?.write(delivery, from: source)
        let lines = DeliveryLines(delivery, of: source, parts: parts, context: call.context)
        return Response(
            mediaType: .jsonLines, etag: ETag(lines.digest), cacheControl: place.cacheControl,
            fields: try request.fields(of: delivery, to: call, at: place, source),
            body: .stream(lines))
    }

    private func getList(_ call: Call) async throws -> Response {
        let place = try place(call)
        let plans = call.context.plans
        let limit =
            try call.queryInteger("limit", in: 1...PageRequest.entryLimit)
            ?? PageRequest.standardEntryCount
        let request = try DeliveryRequest(call, rank: nil, stepLimit: limit)
        let (source, delivery, entries) = try await call.work { storage in
            let source = try place.epochs(in: storage, plans: plans)
            let delivery = try request.delivery(of: source)
            let samples = try source.samples(
                at: delivery.indices, of: delivery.identity, in: storage)
            let entries = zip(delivery.indices, samples).map { JSON.object($1.json(at: $0)) }
            return (source, delivery, entries)
        }
        return .json(
            ["samples": .array(entries), "next": delivery.next.map { .number($0) } ?? .null],
            fields: try request.fields(of: delivery, to: call, at: place, source))
    }
}

extension PlacedSample {
    /// The sample's object with its places in the epoch and in the version, its labels, and where
    /// it was drawn from.
    func json(at index: Int) -> JSONObject {
        var object = delivered.sample.json.object ?? JSONObject()
        object["index"] = .number(index)
        object["position"] = .number(position)
        if !delivered.labelNames.isEmpty {
            var said = JSONObject()
            for name in delivered.labelNames {
                said[name.text] = .array(delivered.labels[name].map(\.delivered))
            }
            object["labels"] = .object(said)
        }
        if let draw {
            object["view"] = .string(draw.view.description)
            object["component"] = .number(draw.component)
            object["pass"] = .number(draw.pass)
        }
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
