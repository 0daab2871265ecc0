import ArgumentParser
import Glibc
import HTTP
import TLS

/// Which server, with which token, and how to print: options of every command.
struct ConnectionOptions: ParsableArguments {
    static let urlVariable = "CAIRN_URL"
    static let tokenVariable = "CAIRN_TOKEN"
    static let authoritiesVariable = "CAIRN_CA_FILE"
    static let defaultURL = "http://127.0.0.1:8080"

    @Option(help: "The server, instead of \(urlVariable) (default: \(defaultURL)).")
    var url: String?

    @Option(help: "A file that holds the token, instead of \(tokenVariable).")
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "A PEM file of the authorities to trust with https, instead of "
                + "\(authoritiesVariable) (default: those of the system).",
            valueName: "file"))
    var caFile: String?

    @Option(help: "A PEM file of a certificate to show to the server, with its key.")
    var clientCertificate: String?

    @Option(help: "The PEM file of that certificate's key.")
    var clientKey: String?

    @Flag(help: "Print the server's JSON, one document a line.")
    var json = false

    /// A session with the server that the options and the environment name.
    func session(limits: ClientLimits = ClientLimits()) throws(Failure) -> Session {
        let text = url ?? ConnectionOptions.variable(ConnectionOptions.urlVariable)
        let parsed = try ConnectionOptions.parse(text ?? ConnectionOptions.defaultURL)
        return Session(
            HTTPClient(
                url: parsed, token: try token(), limits: limits, tls: try tls(for: parsed)))
    }

    private func tls(for url: ClientURL) throws(Failure) -> TLSContext? {
        guard (clientCertificate == nil) == (clientKey == nil) else {
            throw .usage("--client-certificate and --client-key belong together: give both")
        }
        guard url.isSecure else { return nil }
        let path = caFile ?? ConnectionOptions.variable(ConnectionOptions.authoritiesVariable)
        var identity: TLSIdentity?
        if let clientCertificate, let clientKey {
            identity = TLSIdentity(certificatePath: clientCertificate, keyPath: clientKey)
        }
        do throws(TLSError) {
            return try TLSContext(clientTrusting: path, identity: identity)
        } catch {
            throw .usage(error.description)
        }
    }

    static func parse(_ text: String) throws(Failure) -> ClientURL {
        do throws(ClientURLError) {
            return try ClientURL(text)
        } catch {
            let reason =
                switch error {
                case .schemeMissing: "it must begin with http:// or https://"
                case .schemeUnsupported(let scheme): "\(scheme) is neither http nor https"
                case .hostMissing: "it has no host"
                case .malformedHost: "its host is neither a name nor an address"
                case .malformedPort(let port): "\(port) is not a port, :1 to :65535"
                case .malformedPrefix: "its path is not percent-encoded"
                case .userInformation:
                    "it has a user; give a token with \(tokenVariable) or --token-file"
                case .queryOrFragment: "it has a query or a fragment"
                }
            throw .usage(
                "\(Terminal.safe(text)) is not a server's URL: \(reason)\n"
                    + "  next: something like \(defaultURL) in \(urlVariable) or --url")
        }
    }

    private static let tokenBytes = 4096

    private func token() throws(Failure) -> String? {
        let name: String
        let text: String
        if let tokenFile {
            name = tokenFile
            let file = try InputFile(path: tokenFile)
            let bytes = try file.read(byteLimit: ConnectionOptions.tokenBytes)
            text = String(decoding: bytes, as: UTF8.self)
        } else if let variable = ConnectionOptions.variable(ConnectionOptions.tokenVariable) {
            name = ConnectionOptions.tokenVariable
            text = variable
        } else {
            return nil
        }
        let token = String(text.drop { $0.isWhitespace }.prefix { !$0.isWhitespace })
        let rest = text.drop { $0.isWhitespace }.dropFirst(token.count)
        guard HTTPClient.admits(token: token), rest.allSatisfy(\.isWhitespace) else {
            throw .usage("\(name) does not hold one token of visible characters")
        }
        return token
    }

    // An empty variable counts as none: that is how shells unset one for a single command.
    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
