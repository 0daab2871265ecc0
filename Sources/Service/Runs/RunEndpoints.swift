import Catalog
import Codecs
import Evaluation
import HTTP
import Records

/// Runs: predictions scored on the server, every sample's outcome kept.
enum RunEndpoints {
    private static let metric = Endpoint.Parameter.query(
        "metric", .string, "A metric of the benchmark; the first one when absent.")
    /// Class pairs that are told of a run.
    private static let pairLimit = 100

    static let all: [Endpoint] = [
        Endpoint(
            .get, "/v1/runs", scope: .read, name: "listRuns",
            summary: "Lists the runs, newest first.",
            query: [.query("benchmark", .string, "Only runs of this one.")]
                + PageRequest.parameters,
            answers: [.init(.ok, "A page.", .json(PageRequest.shape("runs", .named("Run"))))],
            handler: .waiting(list)),
        Endpoint(
            .post, "/v1/runs", scope: .write, name: "createRun",
            summary: "Scores predictions; the same recipe gives the same run.",
            body: .init(
                contents: [.json(RunEndpoints.request)],
                byteLimit: .json),
            answers: [
                .init(.created, "The run.", .json(.named("Run"))),
                .init(.ok, "It was computed before.", .json(.named("Run"))),
            ],
            handler: .waiting(create)),
        Endpoint(
            .get, "/v1/runs/{run}", scope: .read, name: "getRun",
            summary: "A run by its id or the first digits of it.",
            answers: [.init(.ok, "The run.", .json(.named("Run")))], handler: .waiting(get)),
        Endpoint(
            .get, "/v1/runs/{run}/samples", scope: .read, name: "listOutcomes",
            summary: "How each sample went, in the order of samples.",
            query: [RunEndpoints.metric] + PageRequest.parameters,
            answers: [
                .init(.ok, "A page.", .json(PageRequest.shape("samples", .named("Outcome"))))
            ],
            handler: .waiting(samples)),
        Endpoint(
            .get, "/v1/runs/{run}/failures", scope: .read, name: "listFailures",
            summary: "The samples that are wrong, the most confident ones first.",
            query: [RunEndpoints.metric] + PageRequest.parameters,
            answers: [
                .init(.ok, "A page.", .json(PageRequest.shape("failures", .named("Outcome"))))
            ],
            handler: .waiting(failures)),
        Endpoint(
            .get, "/v1/runs/{run}/confusions", scope: .read, name: "listConfusions",
            summary: "The pairs of classes that are confused most often.",
            query: [RunEndpoints.metric],
            answers: [
                .init(
                    .ok, "The pairs.",
                    .json(.object([.init("confusions", .array(.named("Confusion")))])))
            ],
            handler: .waiting(confusions)),
        Endpoint(
            .get, "/v1/runs/{run}/agreement", scope: .read, name: "getAgreement",
            summary: "Where the metric and a claim in the predictions' attributes differ.",
            query: [
                .query(
                    "attribute", .string, "True where the claim is that it is right.",
                    isRequired: true), RunEndpoints.metric,
            ],
            answers: [.init(.ok, "The counts and each case.", .json(.named("Agreement")))],
            handler: .waiting(agreement)),
    ]

    private static let request = Shape.object([
        .init("benchmark", .string, "A benchmark's name or digest."),
        .init("model", .string, "Whose predictions they are: \(ModelName.rule)."),
        .init("predictions", .named("MomentRequest"), "What was predicted."),
    ])

    private static func list(_ call: Call) async throws -> Response {
        let name = try call.request.query("benchmark")
        let page = try PageRequest(call)
        let before = try page.after.map { text in
            guard let place = Runs.Place(cursor: text) else { throw CallError.cursor(text) }
            return place
        }
        let runs = try await call.work { storage in
            let benchmark = try name.map { try Benchmarks(storage).benchmark($0).digest }
            return try Runs(storage).list(
                benchmark: benchmark, before: before, limit: page.wantedCount)
        }
        return try page.answer("runs", runs, json: \.json, cursor: \.cursor, to: call)
    }

    private static func create(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let benchmark = try fields.string("benchmark")
        let model = try fields.name("model", as: ModelName.self)
        let predictions = try MomentRequest(
            try fields.value("predictions"), at: fields.place(of: "predictions"))
        try fields.finish()
        let author = call.caller.name
        let (run, isNew) = try await call.work { storage in
            try Runs(storage).create(
                benchmark: benchmark, model: model, predictions: predictions, author: author)
        }
        return .json(
            run.json, status: isNew ? .created : .ok,
            fields: [Field("Location", "/v1/runs/\(run.digest)")])
    }

    private static func get(_ call: Call) async throws -> Response {
        let id = call.request.parameter("run")
        let run = try await call.work { storage in
            try Runs(storage).run(id)
        }
        return .json(run.json)
    }

    private static func samples(_ call: Call) async throws -> Response {
        let page = try PageRequest(call)
        let first = try page.position
        let found = try await work(call) { judged in
            let keys = try judged.keys()
            return (first..<max(first, keys.count)).prefix(page.wantedCount).map { position in
                (
                    next: position + 1,
                    json: judged.outcomes[position].json(of: keys[position], at: position)
                )
            }
        }
        return try page.answer(
            "samples", found, json: \.json, cursor: { String($0.next) }, to: call)
    }

    private static func failures(_ call: Call) async throws -> Response {
        let page = try PageRequest(call)
        let first = try page.position
        let found = try await work(call) { judged in
            let keys = try judged.keys()
            let failures = judged.outcomes.failures.dropFirst(first).prefix(page.wantedCount)
            return failures.enumerated().map { index, failure in
                (
                    next: first + index + 1,
                    json: failure.outcome.json(of: keys[failure.position], at: failure.position)
                )
            }
        }
        return try page.answer(
            "failures", found, json: \.json, cursor: { String($0.next) }, to: call)
    }

    private static func confusions(_ call: Call) async throws -> Response {
        let pairs = try await work(call) { judged in
            judged.outcomes.worstPairs(limit: RunEndpoints.pairLimit).map(\.json)
        }
        return .json(["confusions": .array(pairs)])
    }

    private static func agreement(_ call: Call) async throws -> Response {
        let attribute = try call.requiredQuery("attribute", "the name of an attribute")
        let agreement = try await work(call) { try $0.agreement(on: attribute) }
        return .json([
            "attribute": .string(attribute),
            "agreeing": .number(agreement.agreeingCount),
            "disagreeing": .number(agreement.disagreements.count),
            "silent": .number(agreement.silentCount),
            "disagreements": .array(
                agreement.disagreements.map { disagreement in
                    [
                        "key": .string(disagreement.key.text), "claim": .bool(disagreement.claim),
                        "reference": disagreement.outcome.reference?.json ?? .null,
                        "prediction": disagreement.outcome.prediction?.json ?? .null,
                    ]
                }),
        ])
    }

    /// Looks at the run in the path through the metric in the query, on a worker.
    private static func work<Result: Sendable>(
        _ call: Call, _ body: @escaping @Sendable (JudgedRun) throws -> Result
    ) async throws -> Result {
        let id = call.request.parameter("run")
        let metric = try call.request.query("metric")
        return try await call.work { storage in
            try body(try Runs(storage).judged(id, metric: metric))
        }
    }
}

extension PageRequest {
    /// How many entries of a ranked listing come before the page.
    var position: Int {
        get throws {
            guard let after else { return 0 }
            guard let position = Int(after), position >= 0 else { throw CallError.cursor(after) }
            return position
        }
    }
}

extension Run {
    fileprivate var cursor: String { "\(createdAt.milliseconds) \(digest)" }
}

extension Runs.Place {
    fileprivate init?(cursor: String) {
        let halves = cursor.split(separator: " ")
        guard halves.count == 2, let milliseconds = Int64(halves[0]),
            let digest = Digest(halves[1])
        else { return nil }
        self.init(createdAt: Timestamp(milliseconds: milliseconds), digest: digest)
    }
}

extension Outcome {
    func json(of key: SampleKey, at position: Int) -> JSON {
        [
            "key": .string(key.text), "position": .number(position),
            "status": .string("\(status)"), "correct": isCorrect.map { .bool($0) } ?? .null,
            "reference": reference?.json ?? .null, "prediction": prediction?.json ?? .null,
            "confidence": .optional(confidence),
        ]
    }
}
