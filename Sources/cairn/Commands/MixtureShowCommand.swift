import ArgumentParser
import Codecs

/// `cairn mixture show`: the recipe of a mixture, and what each view has of it.
struct MixtureShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a mixture.")

    @Argument(help: "The mixture's digest.")
    var digest: String

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().get(API.mixture(digest))
        try connection.printDocument(answer) { Details.text($0) }
    }
}
