import ArgumentParser
import Codecs

/// `cairn view show`: the recipe of a view, and what it holds.
struct ViewShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a view.")

    @Argument(help: "The view's digest.")
    var digest: String

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().get(API.view(digest))
        try connection.printDocument(answer) { Details.text($0) }
    }
}
