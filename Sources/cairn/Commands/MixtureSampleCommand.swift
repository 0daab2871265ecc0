import ArgumentParser
import Codecs

/// `cairn mixture sample`: the first samples of an epoch of a mixture.
struct MixtureSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Show the samples with which an epoch of a mixture begins."
    )

    @Argument(help: "The mixture's digest.")
    var digest: String

    @Option(help: "Which epoch.")
    var epoch = 0

    @Option(help: "Samples, 1 to 1000.")
    var limit = 10

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if epoch < 0 { throw ValidationError("--epoch must be 0 or more.") }
        if !(1...1000).contains(limit) { throw ValidationError("--limit must be 1 to 1000.") }
    }

    func run() throws {
        let answer = try connection.session().get(
            API.mixtureSamples(digest, epoch: epoch, limit: limit))
        try connection.printDocument(answer) { Details.text($0) }
    }
}
