package import Posix

/// Why a request got no answer. A refusal by the server is an answer, not an error.
package enum ClientError: Error {
    /// The name has no address; `code` is getaddrinfo(3)'s.
    case unresolvable(host: String, code: CInt)
    /// No address of the server took the connection; the reason of the last one.
    case unreachable(Errno)
    case connectTimedOut(seconds: Int)
    /// The server's certificate is not to be trusted; OpenSSL says why.
    case untrusted(reason: String)
    /// The two ends do not agree on how to speak TLS, or the server does not speak it.
    case handshakeFailed(Errno)
    /// Nothing moved for so long.
    case timedOut(ClientPhase, seconds: Int)
    /// The connection broke.
    case broken(ClientPhase, Errno)
    /// The server closed the connection before the exchange was complete.
    case closedEarly(ClientPhase)
    case malformedHead(ResponseHeadError)
    /// The framing of a body is not that of RFC 9112 §7.1.
    case malformedBody
    case bodyTooLarge(limitBytes: Int)
    /// The body to send could not be read; the request was abandoned half-sent.
    case source(any Error)
    /// The body to send was longer or shorter than was said.
    case sourceLength(declaredBytes: Int64)

    /// Whether the connection failed under a request that may not have been served at all.
    var isLostConnection: Bool {
        switch self {
        case .broken(.sending, _), .broken(.awaitingHead, _), .closedEarly(.sending),
            .closedEarly(.awaitingHead):
            true
        case .broken, .closedEarly, .unresolvable, .unreachable, .connectTimedOut, .untrusted,
            .handshakeFailed, .timedOut,
            .malformedHead, .malformedBody, .bodyTooLarge, .source, .sourceLength:
            false
        }
    }
}

/// Where in an exchange a client is.
package enum ClientPhase: Sendable, Equatable {
    case sending
    case awaitingHead
    case receivingBody
}
