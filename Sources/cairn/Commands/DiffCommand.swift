import ArgumentParser
import Codecs

/// `cairn diff`: what changed between two versions.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "List the samples that differ between two versions.")

    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @Argument(help: "The older version: a number, a digest, a branch or a tag.")
    var from: String

    @Argument(help: "The newer version: the same, or latest.")
    var to: String

    @Option(help: "Rows at most.")
    var limit = 1000

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        try connection.printListing(
            Listing(name: API.Difference.list, limit: limit), Tables.differences,
            whenEmpty: "no differences"
        ) { try session.get(API.difference(dataset, from: from, to: to, $0)) }
    }
}
