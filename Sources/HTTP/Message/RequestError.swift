/// What can be wrong with a request before any resource is asked.
///
/// Complete: the layer above turns each case into a problem.
package enum RequestError: Error, Equatable, Sendable {
    // The head (RFC 9112 §3, §5).
    case malformedRequestLine
    case malformedField
    case malformedHost
    case targetTooLong(limit: Int)
    case headTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case versionUnsupported
    case methodUnknown

    // The framing of the body (RFC 9112 §6, §7).
    /// Content-Length and Transfer-Encoding leave room for two readings, or for none.
    case malformedFraming
    case malformedChunk
    case trailersTooLarge(limit: Int)
    case bodyTooLarge(limit: Int64)
    case expectationFailed
    /// Content-Digest or Repr-Digest holds a SHA-256 that cannot be read (RFC 9530).
    case malformedDigest
    /// The content is not the one whose digest was announced.
    case digestMismatch
    /// Content-Encoding says gzip, and the content is not: cut off, damaged, or more behind it.
    case malformedGzip
    /// The content would become more than so many times as large.
    case expansionTooLarge(factor: Int)

    // The target.
    case malformedPath
    case malformedQuery
    case tooManyParameters(limit: Int)
    case repeatedQuery(String)
    case unknownQuery(String, known: [String])
    case routeMissing
    case methodNotAllowed([Method])

    // Conditions and ranges (RFC 9110 §13, §14).
    case preconditionFailed
    case rangeNotSatisfiable(byteCount: Int64)

    // The peer and this server.
    /// The peer did not send in time.
    case timedOut
    /// The peer went away; nobody reads the answer.
    case disconnected
    case overloaded
    /// As many connections are open as may be.
    case tooManyConnections(limit: Int)
    /// As many are open from the client's address as may be.
    case tooManyConnectionsOfAddress(limit: Int)
    case draining

    /// The status that HTTP gives each of them.
    package var status: Status {
        switch self {
        case .malformedRequestLine, .malformedField, .malformedHost, .malformedFraming,
            .malformedChunk, .malformedPath, .malformedQuery, .tooManyParameters, .repeatedQuery,
            .unknownQuery, .malformedDigest, .malformedGzip, .disconnected:
            .badRequest
        case .digestMismatch: .unprocessable
        case .targetTooLong: .uriTooLong
        case .headTooLarge, .tooManyFields, .trailersTooLarge: .fieldsTooLarge
        case .versionUnsupported: .versionNotSupported
        case .methodUnknown: .notImplemented
        case .bodyTooLarge, .expansionTooLarge: .contentTooLarge
        case .expectationFailed: .expectationFailed
        case .routeMissing: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .preconditionFailed: .preconditionFailed
        case .rangeNotSatisfiable: .rangeNotSatisfiable
        case .timedOut: .requestTimeout
        case .overloaded, .tooManyConnections, .tooManyConnectionsOfAddress, .draining:
            .serviceUnavailable
        }
    }
}
