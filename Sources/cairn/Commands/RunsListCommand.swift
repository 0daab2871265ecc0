import ArgumentParser
import Codecs

/// `cairn runs ls`: the runs, of one benchmark or of all.
struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the runs.")

    @Option(help: "Only runs of this benchmark.")
    var benchmark: String?

    @Option(help: "Rows at most.")
    var limit = 100

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        try connection.printListing(
            Listing(name: API.Run.list, limit: limit), Tables.runs,
            whenEmpty: "no runs yet; make one with `cairn run`"
        ) { try session.get(API.runs(benchmark: benchmark, $0)) }
    }
}
