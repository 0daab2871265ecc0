import ArgumentParser
import Codecs

/// `cairn run`: scores predictions on a benchmark.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Score a model's predictions on a benchmark.")

    @Argument(help: "The benchmark, a name or digest.")
    var benchmark: String

    @Option(help: "The predictions, LABELSET or LABELSET@SEQUENCE.")
    var predictions: LabelsetReference

    @Option(help: "The model's name, as leaderboards show it.")
    var model: String

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let body: JSON = [
            API.Run.benchmark: .string(benchmark), API.Run.model: .string(model),
            API.Run.predictions: predictions.json,
        ]
        let answer = try session.post(API.newRun, body)
        try connection.printDocument(answer) { Reports.run($0) }
    }
}
