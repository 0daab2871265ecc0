import ArgumentParser
import Codecs

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens: who may read, write and administer.",
        subcommands: [
            TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self,
        ])
}

struct TokenCreateCommand: ParsableCommand {
    enum Scope: String, ExpressibleByArgument, CaseIterable {
        case read, write, admin
    }

    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token. It is shown once.")

    @Option(help: "What it allows.")
    var scope: Scope

    @Option(help: "What it is for, so that it can be told from others.")
    var name: String

    @Option(help: "Days after which it ends; without it, when it is revoked.")
    var lifetimeDays: Int?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        var body = JSONObject()
        body[API.Token.name] = .string(name)
        body[API.Token.scope] = .string(scope.rawValue)
        body[API.Token.lifetimeSeconds] = lifetimeDays.map { .number($0 * 86_400) }
        let answer = try session.post(API.tokens, .object(body))
        // The token alone on standard output: it can be sent straight to where it is kept.
        try connection.printDocument(answer) { answer in
            Terminal.safe(answer[API.Token.token]?.plain ?? "") + "\n"
        }
        if !connection.json {
            Terminal.writeError(
                Details.text(answer, omitting: [API.Token.token])
                    + "keep the token: it is not shown again\n")
        }
    }
}

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
