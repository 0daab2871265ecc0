import Catalog
import Codecs
import HTTP
import Records

/// Benchmarks: frozen recipes whose digests are their identities.
enum BenchmarkEndpoints {
    /// Metrics of one benchmark.
    private static let metricLimit = 64

    static let all: [Endpoint] = [
        Endpoint(
            .get, "/v1/benchmarks", scope: .read, name: "listBenchmarks",
            summary: "Lists the benchmarks by name.", query: PageRequest.parameters,
            answers: [
                .init(
                    .ok, "A page.",
                    .json(PageRequest.shape("benchmarks", .named("Benchmark"))))
            ],
            handler: .waiting(list)),
        Endpoint(
            .post, "/v1/benchmarks", scope: .write, name: "createBenchmark",
            summary: "Freezes a recipe; what it leaves open is pinned to what is newest.",
            body: .init(
                contents: [.json(BenchmarkEndpoints.request)],
                byteLimit: .json),
            answers: [
                .init(.created, "The benchmark.", .json(.named("Benchmark"))),
                .init(.ok, "It was there already.", .json(.named("Benchmark"))),
            ],
            handler: .waiting(create)),
        Endpoint(
            .get, "/v1/benchmarks/{benchmark}", scope: .read, name: "getBenchmark",
            summary: "A benchmark by its name or digest.",
            answers: [.init(.ok, "The benchmark.", .json(.named("Benchmark")))],
            handler: .waiting(get)),
    ]

    private static let request = Shape.object([
        .init("name", .string, BenchmarkName.rule),
        .init("dataset", .string, "NAMESPACE/NAME"),
        .init("version", .string, "\(VersionReference.rule); latest.", isRequired: false),
        .init("split", .string, "Only samples of this split.", isRequired: false),
        .init("reference", .named("MomentRequest"), "What is right."),
        .init("metrics", .array(.named("MetricChoice")), "At least one; the first one ranks."),
    ])

    private static func list(_ call: Call) async throws -> Response {
        let page = try PageRequest(call)
        let after = try page.after.map { text in
            do { return try BenchmarkName(text) } catch { throw CallError.cursor(text) }
        }
        let found = try await call.work { storage in
            try Benchmarks(storage).list(after: after, limit: page.wantedCount)
        }
        return try page.answer(
            "benchmarks", found, json: \.json, cursor: \.name.text, to: call)
    }

    private static func create(_ call: Call) async throws -> Response {
        var fields = try await call.json(byteLimit: call.context.limits.jsonByteCount)
        let request = try BenchmarkEndpoints.request(from: &fields)
        try fields.finish()
        let author = call.caller.name
        let (benchmark, isNew) = try await call.work { storage in
            try Benchmarks(storage).create(request, author: author)
        }
        return .json(
            benchmark.json, status: isNew ? .created : .ok,
            fields: [Field("Location", "/v1/benchmarks/\(benchmark.name)")])
    }

    private static func get(_ call: Call) async throws -> Response {
        let name = call.request.parameter("benchmark")
        let benchmark = try await call.work { storage in
            try Benchmarks(storage).benchmark(name)
        }
        return .json(benchmark.json)
    }

    private static func request(from fields: inout JSONFields) throws(JSONError)
        -> Benchmarks.Request
    {
        let name = try fields.name("name", as: BenchmarkName.self)
        let datasetText = try fields.string("dataset")
        guard let dataset = try? DatasetPath(datasetText) else {
            throw .notAllowed(pointer: fields.place(of: "dataset"), rule: "NAMESPACE/NAME")
        }
        let version = try fields.optionalVersion("version") ?? .latest
        let split = try fields.optionalName("split", as: SplitName.self)
        let reference = try MomentRequest(
            try fields.value("reference"), at: fields.place(of: "reference"))
        return Benchmarks.Request(
            name: name, dataset: dataset, version: version, split: split, reference: reference,
            metrics: try metrics(from: &fields))
    }

    private static func metrics(from fields: inout JSONFields) throws(JSONError) -> [MetricChoice] {
        let place = fields.place(of: "metrics")
        let elements = try fields.array("metrics")
        guard (1...metricLimit).contains(elements.count) else {
            throw .notAllowed(pointer: place, rule: "1 to \(metricLimit) metrics")
        }
        var choices: [MetricChoice] = []
        for (index, element) in elements.enumerated() {
            var members = try JSONFields(element, at: "\(place)/\(index)")
            let name = try members.string("name")
            guard !choices.contains(where: { $0.name == name }) else {
                throw .notAllowed(pointer: members.place(of: "name"), rule: "named once")
            }
            choices.append(
                MetricChoice(
                    name: name,
                    parameters: try members.optionalObject("parameters") ?? JSONObject()))
            try members.finish()
        }
        return choices
    }
}

extension MomentRequest {
    /// `{"labelset": NAME, "field"?: NAME, "asOf"?: SEQUENCE}`.
    init(_ json: JSON, at pointer: String) throws(JSONError) {
        var members = try JSONFields(json, at: pointer)
        try self.init(from: &members)
        try members.finish()
    }

    init(from members: inout JSONFields) throws(JSONError) {
        self.init(
            labelset: try members.name("labelset", as: LabelsetName.self),
            field: try members.optionalName("field", as: FieldName.self) ?? .standard,
            asOf: try members.optionalInteger("asOf", in: 0...Int.max).map(Int64.init))
    }
}
