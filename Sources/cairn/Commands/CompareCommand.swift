import ArgumentParser
import Codecs

/// `cairn compare`: two runs, sample by sample.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare two runs of a benchmark, sample by sample.")

    @Argument(help: "The id of the run to compare with.")
    var first: String

    @Argument(help: "The id of the run that may be better.")
    var second: String

    @Option(help: "The metric; without it the benchmark's first.")
    var metric: String?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let answer = try session.get(
            API.comparison(first: first, second: second, metric: metric))
        try connection.printDocument(answer) { Reports.comparison($0) }
    }
}
