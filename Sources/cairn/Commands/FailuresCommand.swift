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

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let answer = try session.get(API.failures(runID, metric: metric))
        try connection.printDocument(answer) { answer in
            let rows = answer[pairs ? API.Run.pairs : API.Run.failures]?.array ?? []
            if rows.isEmpty { return "nothing wrong\n" }
            return (pairs ? Tables.pairs : Tables.failures).text(rows)
        }
    }
}
