import Codecs
import Glibc
import HTTP
import Posix

/// Why a command did not do what it was asked for.
enum Failure: Error, Equatable {
    /// The server understood the request and said no.
    case refused(ServerProblem)
    /// The server began what it was asked for and did not come to its end.
    case notDone(reason: String)
    /// No answer: no connection, or a connection that broke.
    case unreachable(url: String, reason: String)
    /// The server's certificate does not prove that it is the one that was asked for.
    case untrusted(url: String, reason: String)
    /// An answer that is not what the server's interface promises.
    case notUnderstood(reason: String)
    /// A URL, token or option that cannot be used.
    case usage(String)
    /// What was given to import is not what it must be.
    case badInput(source: String, reason: String)
    case noInput(path: String)
    /// A file could not be read or written.
    case inputOutput(path: String, Errno)
    /// A file that is there already, and nobody said `--force`.
    case exists(path: String)
    /// The bytes that came are not those that were promised.
    case corrupt(name: String)
    /// Whoever reads our output has gone.
    case outputClosed

    /// After sysexits.h where it has a word for it.
    var exitCode: CInt {
        switch self {
        case .refused(let problem): problem.exitCode
        case .notDone: 1
        case .unreachable, .untrusted: 69
        case .notUnderstood, .corrupt: 76
        case .usage: 64
        case .badInput: 65
        case .noInput: 66
        case .inputOutput, .exists, .outputClosed: 74
        }
    }

    /// What happened and what to do next, for a person.
    var report: String {
        switch self {
        case .refused(let problem): problem.report
        case .notDone(let reason): "the server did not come to the end: \(Terminal.safe(reason))"
        case .unreachable(let url, let reason):
            """
            no answer from \(url): \(reason)
              next: is the server running? Start it with scripts/serve, or name another with \
            \(ConnectionOptions.urlVariable) or --url
            """
        case .untrusted(let url, let reason):
            """
            \(url) is not trusted: \(reason)
              next: name the authority's PEM file with \(ConnectionOptions.authoritiesVariable) or \
            --ca-file, or use the name that the certificate is for
            """
        case .notUnderstood(let reason):
            """
            the server's answer is not understood: \(reason)
              next: check that \(ConnectionOptions.urlVariable) names a Cairn server of this version
            """
        case .usage(let text): text
        case .badInput(let source, let reason): "\(Terminal.safe(source)): \(reason)"
        case .noInput(let path):
            "\(Terminal.safe(path)): no such file or folder\n  next: check the path"
        case .inputOutput(let path, let reason): "\(Terminal.safe(path)): \(reason)"
        case .exists(let path):
            """
            \(Terminal.safe(path)) is there already
              next: choose another folder, or overwrite with --force
            """
        case .corrupt(let name):
            """
            \(Terminal.safe(name)): the bytes that came do not have the digest that was promised
              next: try again; if it stays so, let the operator run `cairnd check`
            """
        case .outputClosed: "the output was closed"
        }
    }
}

extension Failure {
    /// What a client's error means to a person.
    init(_ error: ClientError, url: ClientURL) {
        let url = url.description
        switch error {
        case .unresolvable(let host, let code):
            let sentence = String(cString: gai_strerror(code))
            self = .unreachable(url: url, reason: "\(host): \(sentence)")
        case .unreachable(let reason):
            self = .unreachable(url: url, reason: "\(reason)")
        case .connectTimedOut(let seconds):
            self = .unreachable(url: url, reason: "no connection in \(seconds) seconds")
        case .untrusted(let reason):
            self = .untrusted(url: url, reason: reason)
        case .handshakeFailed(let reason):
            self = .unreachable(
                url: url, reason: "no TLS handshake (\(reason)); does it speak https on this port?")
        case .timedOut(let phase, let seconds):
            self = .unreachable(
                url: url, reason: "nothing moved for \(seconds) seconds while \(phase.name)")
        case .broken(let phase, let reason):
            self = .unreachable(url: url, reason: "\(reason) while \(phase.name)")
        case .closedEarly(let phase):
            self = .unreachable(
                url: url, reason: "the server closed the connection while \(phase.name)")
        case .malformedHead(let reason):
            self = .notUnderstood(reason: "not the head of an HTTP answer (\(reason))")
        case .malformedBody: self = .notUnderstood(reason: "a body that breaks HTTP's framing")
        case .bodyTooLarge(let limitBytes):
            self = .notUnderstood(reason: "longer than \(Quantity.bytes(Int64(limitBytes)))")
        case .source(let error):
            self = error as? Failure ?? .badInput(source: "input", reason: "\(error)")
        case .sourceLength:
            self = .badInput(
                source: "input", reason: "changed its size while it was read\n  next: try again")
        }
    }
}

extension ClientPhase {
    fileprivate var name: String {
        switch self {
        case .sending: "sending the request"
        case .awaitingHead: "waiting for the answer"
        case .receivingBody: "receiving the answer"
        }
    }
}
