import ArgumentParser
import Codecs

/// `cairn token ls`: the tokens without their secrets.
struct TokenListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the tokens, without their secrets.")

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().get(API.tokens)
        try connection.printDocument(answer) { answer in
            Tables.tokens.text(answer[API.Token.list]?.array ?? [])
        }
    }
}
