import ArgumentParser
import Codecs

/// `cairn token revoke`: ends a token.
struct TokenRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a token at once.")

    @Argument(help: "The token's id.")
    var id: String

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        try connection.session().delete(API.token(id))
        if !connection.json { try Terminal.write("revoked \(Terminal.safe(id))\n") }
    }
}
