import Catalog
import Codecs
import HTTP
import Records
import Shards

/// The ledger: what was delivered to which training run.
enum LedgerEndpoints {
    static let all: [Endpoint] = [
        Endpoint(
            .get, "/v1/trainings/{training}/deliveries", scope: .read, name: "listDeliveries",
            summary: "What a training run was given, in the order in which it began.",
            query: PageRequest.parameters,
            answers: [
                .init(
                    .ok, "A page.",
                    .json(PageRequest.shape("deliveries", LedgerEntry.shape)))
            ],
            handler: .waiting(list)),
        Endpoint(
            .get,
            "/v1/datasets/{namespace}/{name}/versions/{version}/samples/{key}/deliveries",
            scope: .read, name: "listSampleDeliveries",
            summary: "Which training runs were given a sample of a version, when, in which epochs.",
            query: PageRequest.parameters,
            answers: [
                .init(
                    .ok, "A page.",
                    .json(PageRequest.shape("deliveries", LedgerEntry.sampleShape)))
            ],
            handler: .waiting(listOfSample)),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let training = try call.name("training", as: TrainingName.self)
        let page = try PageRequest(call)
        let (after, plans) = (try page.ledgerEntry, call.context.plans)
        let entries = try await call.work { storage in
            try Ledger(storage, plans: plans).entries(
                of: training, after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "deliveries", entries, json: \.json, cursor: { String($0.id) }, to: call)
    }

    private static func listOfSample(_ call: Call) async throws -> Response {
        let (path, reference) = (try call.dataset(), try call.version())
        let key = try call.name("key", as: SampleKey.self)
        let page = try PageRequest(call)
        let (after, plans) = (try page.ledgerEntry, call.context.plans)
        let (version, found) = try await call.work { storage in
            let version = try Datasets(storage).version(reference, of: path)
            let found = try Ledger(storage, plans: plans).deliveries(
                of: key, in: version, of: path, after: after, limit: page.wantedCount)
            return (version, found)
        }
        return try page.answer(
            "deliveries", found, json: { $0.entry.json(at: $0.index, times: $0.count) },
            cursor: { String($0.entry.id) }, to: call, of: version)
    }
}

/// What a request says of the training run that it is made for.
struct DeliveryNote: Sendable {
    static let parameter = Endpoint.Parameter.query(
        "training", .string,
        "What the training run calls itself: then the ledger keeps what it was given.")

    private let call: Call
    private let training: TrainingName

    /// - Returns: nil when the request is made for none, or gets no samples.
    init?(_ call: Call) throws {
        guard let training = try call.queryName("training", as: TrainingName.self),
            call.request.method != .head
        else { return nil }
        self.call = call
        self.training = training
    }

    /// Writes it into the ledger, durably, before the first sample is given away.
    func write(_ delivery: Delivery, from source: any EpochSource) async throws {
        let (training, author, plans) = (training, call.caller.name, call.context.plans)
        try await call.context.work(isWriting: true) { storage in
            try Ledger(storage, plans: plans).note(
                delivery, from: source, to: training, author: author)
        }
    }
}

extension PageRequest {
    /// The entry of the ledger after which the page begins; 0 for the first page.
    fileprivate var ledgerEntry: Int64 {
        get throws {
            guard let after else { return 0 }
            guard let id = Int64(after), id > 0 else { throw CallError.cursor(after) }
            return id
        }
    }
}

extension LedgerEntry {
    static let shape = Shape.object(
        members + [
            .init("from", .integer, "The index of the epoch at which the ranks began."),
            .init("to", .integer, "The index before which they would have ended."),
            .init("steps", .integer, "Samples that the rank was given."),
            .init("tail", .choice(RankCut.Tail.allCases.map(\.rawValue))),
            .init("beganAt", .timestamp), .init("endedAt", .timestamp),
        ])

    static let sampleShape = Shape.object(
        members + [
            .init("index", .integer, "Where in the epoch the sample came first."),
            .init(
                "times", .integer,
                "How often it came: a mixture may draw it again. At most "
                    + "\(Ledger.repetitionLimit) are counted."),
            .init("beganAt", .timestamp, "The rank was given its samples from then"),
            .init("endedAt", .timestamp, "to then."),
        ])

    private static let members: [Shape.Member] = [
        .init("training", .string), .init("dataset", .string), .init("version", .digest),
        .init(
            "view", .nullable(.digest), "The view or mixture; null for the version itself."),
        .init("order", .anything, "The rule of the order and its seed."),
        .init("epoch", .integer), .init("rank", .integer), .init("worldSize", .integer),
        .init("author", .string, "The name of the token that asked."),
    ]

    fileprivate var json: JSON {
        var object = common
        object["from"] = .number(cut.interval.lowerBound)
        object["to"] = .number(cut.interval.upperBound)
        object["steps"] = .number(stepCount)
        object["tail"] = .string(cut.tail.rawValue)
        return .object(object)
    }

    fileprivate func json(at index: Int, times: Int) -> JSON {
        var object = common
        object["index"] = .number(index)
        object["times"] = .number(times)
        return .object(object)
    }

    private var common: JSONObject {
        [
            "training": .string(training.text), "dataset": .string(dataset.description),
            "version": .string(version.description), "view": .optional(view?.description),
            "order": rule.json, "epoch": .number(epoch), "rank": .number(cut.rank),
            "worldSize": .number(cut.worldSize), "author": .string(author),
            "beganAt": beganAt.json, "endedAt": endedAt.json,
        ]
    }
}
