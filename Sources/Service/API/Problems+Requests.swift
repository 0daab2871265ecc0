import Codecs
import HTTP

extension Problems {
    /// What is wrong with a request before any resource is asked.
    static func problem(for error: RequestError) -> Problem {
        switch error {
        case .malformedRequestLine: malformed("request line")
        case .malformedField: malformed("header fields")
        case .malformedHost: malformed("field Host")
        case .malformedFraming: malformed("Content-Length and Transfer-Encoding")
        case .malformedChunk: malformed("chunks of the body")
        case .malformedPath: malformed(path)
        case .malformedQuery: malformed("query")
        case .disconnected: malformed("connection: it ended within the request")
        case .tooManyParameters(let limit):
            ProblemKind.invalidParameter.problem("The query may have \(limit) parameters.")
        case .targetTooLong(let limit):
            ProblemKind.fieldsTooLarge.problem("The target may have \(limit) bytes.", status: error)
        case .headTooLarge(let limit), .trailersTooLarge(let limit):
            ProblemKind.fieldsTooLarge.problem("The fields may have \(limit) bytes.", status: error)
        case .tooManyFields(let limit):
            ProblemKind.fieldsTooLarge.problem("A request may have \(limit) fields.", status: error)
        case .versionUnsupported:
            ProblemKind.versionUnsupported.problem("Send the request as HTTP/1.1.")
        case .methodUnknown:
            ProblemKind.methodUnknown.problem("See /openapi.json for the methods of each route.")
        case .bodyTooLarge(let limit):
            ProblemKind.contentTooLarge.problem(
                limit == 0 ? "This route takes no body." : "The body may have \(limit) bytes.",
                members: ["limit": .number(limit)])
        case .expansionTooLarge(let factor): expansionTooLarge(factor)
        case .expectationFailed:
            ProblemKind.expectationFailed.problem("The only expectation met is 100-continue.")
        case .malformedDigest: malformed(digest)
        case .malformedGzip: malformed(gzip)
        case .digestMismatch: ProblemKind.digestMismatch.problem("The body's SHA-256 is another.")
        case .repeatedQuery(let name):
            ProblemKind.invalidParameter.problem(
                "'\(name)' occurs more than once; send it once.",
                members: ["parameter": .string(name)])
        case .unknownQuery(let name, let known):
            unknownParameter(name, known)
        case .routeMissing:
            ProblemKind.routeMissing.problem("See /openapi.json for the routes.")
        case .methodNotAllowed(let methods):
            ProblemKind.methodNotAllowed.problem(
                "It has \(methods.map(\.rawValue).joined(separator: ", ")).",
                fields: [Field("Allow", methods.map(\.rawValue).joined(separator: ", "))])
        case .preconditionFailed:
            ProblemKind.preconditionFailed.problem("Read the resource again and compare its ETag.")
        case .rangeNotSatisfiable(let byteCount):
            ProblemKind.rangeNotSatisfiable.problem(
                "The resource has \(byteCount) bytes.",
                fields: [Field("Content-Range", "bytes */\(byteCount)")])
        case .timedOut: ProblemKind.requestTimeout.problem("Send the request without pauses.")
        case .overloaded: overloaded
        case .tooManyConnections(let limit): refused(.connections, limit)
        case .tooManyConnectionsOfAddress(let limit): refused(.connectionsPerAddress, limit)
        case .draining: draining
        }
    }

    private static func unknownParameter(_ name: String, _ known: [String]) -> Problem {
        ProblemKind.invalidParameter.problem(
            "'\(name)' is no parameter of this route. "
                + (known.isEmpty ? "It has none." : "It has \(known.joined(separator: ", "))."),
            members: ["parameter": .string(name)])
    }

    private static func refused(_ setting: ConnectionRefusal, _ limit: Int) -> Problem {
        ProblemKind.overloaded.problem(
            "As many connections are open as the setting '\(setting.rawValue)' allows: \(limit). "
                + "Use fewer, or try again after \(retryAfterSeconds) s.",
            members: ["setting": .string(setting.rawValue), "limit": .number(limit)],
            fields: [Field("Retry-After", String(retryAfterSeconds))])
    }

    private static var draining: Problem {
        ProblemKind.overloaded.problem(
            "The server is stopping. Try again after \(retryAfterSeconds) s.",
            fields: [Field("Retry-After", String(retryAfterSeconds))])
    }

    private static let path =
        "path: no empty segment and no '/' at its end, no '.' or '..', escapes of UTF-8 without %00"

    private static let digest =
        "digest: sha-256=:BASE64:, once in each of Content-Digest and Repr-Digest, and there when "
        + "Trailer announces it"

    private static let gzip =
        "content: whole members of gzip with right checksums and nothing behind them (RFC 1952)"

    private static func expansionTooLarge(_ factor: Int) -> Problem {
        ProblemKind.contentTooLarge.problem(
            "Content-Encoding may make the body \(factor) times as small. Send it as it is.")
    }

    private static func malformed(_ part: String) -> Problem {
        ProblemKind.malformedRequest.problem("Mend the \(part).")
    }
}

extension ProblemKind {
    /// The problem of this kind with the status that HTTP gives the error.
    fileprivate func problem(_ detail: String, status error: RequestError) -> Problem {
        var problem = problem(detail)
        problem.status = error.status
        return problem
    }
}
