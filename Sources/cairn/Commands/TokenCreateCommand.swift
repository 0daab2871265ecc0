import ArgumentParser
import Codecs

/// `cairn token create`: makes a token and shows it once.
struct TokenCreateCommand: ParsableCommand {
    enum Scope: String, ExpressibleByArgument, CaseIterable {
        case read, write, admin
    }

    private static let secondsPerDay = 86_400

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
        body[API.Token.lifetimeSeconds] = lifetimeDays.map { .number($0 * Self.secondsPerDay) }
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
