import ArgumentParser
import Codecs

/// `cairn view count`: what a view would hold, without keeping it.
struct ViewCountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count what a view would hold, and keep nothing.")

    @OptionGroup var view: ViewOptions

    @Option(help: "Whose values are counted: a field as in meta.source, or @label.NAME.")
    var balance: String?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().post(API.viewPreview, .object(body))
        try connection.printDocument(answer) { Details.text($0) }
    }

    var body: JSONObject {
        var body = view.body
        body[API.View.balance] = balance.map { .string($0) }
        return body
    }
}
