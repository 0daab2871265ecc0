import ArgumentParser
import Codecs

/// `cairn runs show`: a run with its metrics, its samples or its agreement.
struct RunsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run and its metrics.")

    @Argument(help: "The run's id.")
    var runID: String

    @Flag(help: "Show each sample's part in it instead.")
    var samples = false

    @Option(help: "Show how its judgement agrees with this attribute of the predictions instead.")
    var agreement: String?

    @Option(help: "With --samples, rows at most.")
    var limit = 1000

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if samples, agreement != nil {
            throw ValidationError("--samples and --agreement exclude each other.")
        }
    }

    func run() throws {
        let session = try connection.session()
        if samples {
            try connection.printListing(
                Listing(name: API.Sample.list, limit: limit), Tables.judgements,
                whenEmpty: "no samples"
            ) { try session.get(API.runSamples(runID, $0)) }
        } else if let agreement {
            let answer = try session.get(API.agreement(runID, attribute: agreement))
            try connection.printDocument(answer) { Reports.agreement($0) }
        } else {
            let answer = try session.get(API.run(runID))
            try connection.printDocument(answer) { Reports.run($0) }
        }
    }
}
