import ArgumentParser
import Codecs

/// `cairn view sample`: the first samples of an epoch of a view.
struct ViewSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Show the samples with which an epoch of a view begins.")

    @Argument(help: "The view's digest.")
    var digest: String

    @OptionGroup var place: EpochOptions

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().get(
            API.viewSamples(digest, epoch: place.epoch, limit: place.limit))
        try connection.printDocument(answer) { Details.text($0) }
    }
}
