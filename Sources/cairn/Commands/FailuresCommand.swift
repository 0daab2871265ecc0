import ArgumentParser
import Codecs

/// `cairn failures`: what a run has wrong.
struct FailuresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failures", abstract: "Show what a run has wrong, most confident first.")

    @Argument(help: "The run's id.")
    var runID: String

    @Option(help: "The metric that says what is wrong; without it the benchmark's first.")
    var metric: String?

    @Flag(help: "Show the classes that are confused instead of the samples.")
    var pairs = false

    @Option(help: "Samples at most.")
    var limit = 20

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        if pairs {
            let answer = try session.get(API.confusions(runID, metric: metric))
            try connection.printDocument(answer) { answer in
                Tables.pairs.text(answer[API.Run.confusions]?.array ?? [])
            }
        } else {
            try connection.printListing(
                Listing(name: API.Run.failures, limit: limit), Tables.failures,
                whenEmpty: "nothing wrong"
            ) { try session.get(API.failures(runID, metric: metric, $0)) }
        }
    }
}
