import ArgumentParser
import Codecs

/// `cairn view create`: keeps a view.
struct ViewCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Keep a view and print its digest.")

    @OptionGroup var view: ViewOptions

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().post(API.views, .object(view.body))
        try connection.printDocument(answer) { Details.text($0) }
    }
}
