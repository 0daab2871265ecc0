import ArgumentParser
import Codecs

/// `cairn benchmark create`: freezes a benchmark.
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
