import ArgumentParser
import Codecs

/// `cairn mixture sample`: the first samples of an epoch of a mixture.
struct MixtureSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Show the samples with which an epoch of a mixture begins."
    )

    @Argument(help: "The mixture's digest.")
    var digest: String

    @OptionGroup var place: EpochOptions

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().get(
            API.mixtureSamples(digest, epoch: place.epoch, limit: place.limit))
        try connection.printDocument(answer) { Details.text($0) }
    }
}
