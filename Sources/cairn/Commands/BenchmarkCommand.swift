import ArgumentParser
import Codecs

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Benchmarks: a version, reference labels and metrics, frozen together.",
        subcommands: [
            BenchmarkCreateCommand.self, BenchmarkShowCommand.self, BenchmarkListCommand.self,
        ])
}

/// `NAME` or `NAME:PARAMETER=VALUE,…`: a metric of a benchmark.
struct MetricReference: ExpressibleByArgument, Equatable {
    let name: String
    let parameters: JSONObject

    init?(argument: String) {
        let halves = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard !halves[0].isEmpty else { return nil }
        name = String(halves[0])
        var parameters = JSONObject()
        for pair in halves.dropFirst().first?.split(separator: ",") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty else { return nil }
            // What is no JSON by itself is a text: most values are bare words.
            let value = try? JSONReader.read(Array(sides[1].utf8))
            parameters[String(sides[0])] = value ?? .string(String(sides[1]))
        }
        self.parameters = parameters
    }

    var json: JSON {
        var object = JSONObject()
        object[API.Benchmark.name] = .string(name)
        if !parameters.isEmpty { object[API.Benchmark.parameters] = .object(parameters) }
        return .object(object)
    }
}

extension LabelsetReference {
    /// As requests about benchmarks and runs name a labelset.
    var json: JSON {
        var object = JSONObject()
        object[API.Benchmark.labelset] = .string(name)
        object[API.Benchmark.asOf] = asOf.map { .number($0) }
        return .object(object)
    }
}

struct BenchmarkCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Freeze a benchmark.")

    @Argument(help: "The benchmark's name.")
    var name: String

    @Option(help: "NAMESPACE/NAME or NAMESPACE/NAME@VERSION; without a version the latest.")
    var dataset: DatasetReference

    @Option(help: "Only samples of this split.")
    var split: String?

    @Option(help: "The labels that are right, LABELSET or LABELSET@SEQUENCE.")
    var reference: LabelsetReference

    @Option(help: "A metric, NAME or NAME:PARAMETER=VALUE,…; may be repeated.")
    var metric: [MetricReference]

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let answer = try session.post(API.newBenchmark, .object(body))
        try connection.printDocument(answer) { Details.text($0) }
    }

    var body: JSONObject {
        var body = JSONObject()
        body[API.Benchmark.name] = .string(name)
        body[API.Benchmark.dataset] = .string(dataset.path)
        let version = dataset.version ?? DatasetReference.latest
        body[API.Benchmark.version] = Int(version).map { .number($0) } ?? .string(version)
        body[API.Benchmark.split] = split.map { .string($0) }
        body[API.Benchmark.reference] = reference.json
        body[API.Benchmark.metrics] = .array(metric.map(\.json))
        return body
    }
}

struct BenchmarkShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a benchmark.")

    @Argument(help: "A name or digest.")
    var benchmark: String

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().get(API.benchmark(benchmark))
        try connection.printDocument(answer) { Details.text($0) }
    }
}

struct BenchmarkListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the benchmarks.")

    @Option(help: "Rows at most.")
    var limit = 100

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        try connection.printListing(
            Listing(name: API.Benchmark.list, limit: limit), Tables.benchmarks,
            whenEmpty: "no benchmarks yet; make one with `cairn benchmark create`"
        ) { try session.get(API.benchmarks($0)) }
    }
}
