import Blobs
import Catalog
import Codecs
import Evaluation
import Formats
package import HTTP
import Manifests
import Records
import SQL
import Shards

/// What each lower error means to a client: the only place where errors become sentences.
package enum Problems {
    /// Seconds after which a refused request is worth another try.
    static let retryAfterSeconds = 1

    /// The problem for anything that a handler or the engine throws.
    ///
    /// An error that no case knows is our mistake: the client gets the request's id, the log the
    /// rest.
    package static func problem(for error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as RequestError: problem(for: error)
        case let error as CallError: problem(for: error)
        case let error as AccessError: problem(for: error)
        case let error as JSONError: problem(for: error)
        case let error as CatalogError: problem(for: error)
        case let error as ViewError: problem(for: error)
        case let error as BlobError: problem(for: error)
        case let error as SQLError: problem(for: error)
        case let error as UpkeepError: problem(for: error)
        case let error as TarError: problem(for: error)
        case let error as FormatError: problem(for: error)
        case let error as ManifestError: problem(for: error)
        case let error as MetricError: problem(for: error)
        case let error as ComparisonError: problem(for: error)
        case let error as LeaderboardError: problem(for: error)
        case is OutcomesError, is TarLayoutError:
            ProblemKind.storageCorrupt.problem(
                "Tell the operator to run 'cairnd check'.")
        case is WorkerPoolError: overloaded
        default: mistake
        }
    }

    static var mistake: Problem {
        ProblemKind.internalError.problem(
            "Try again; if it happens again, tell the operator the request's id.")
    }

    /// After a failed sync nobody knows what the disk holds, until the daemon has started anew.
    static var diskFailed: Problem {
        ProblemKind.storageFailed.problem(
            "It is not known whether it was stored. Nothing is written until the operator has "
                + "mended the disk and restarted the daemon.")
    }

    static var overloaded: Problem {
        ProblemKind.overloaded.problem(
            "Try again after \(retryAfterSeconds) s.",
            fields: [Field("Retry-After", String(retryAfterSeconds))])
    }

    static func problem(for error: UpkeepError) -> Problem {
        switch error {
        case .stopped: overloaded
        case .collectionRunning:
            ProblemKind.collectionRunning.problem("GET /v1/upkeep tells how far it is.")
        }
    }

    static func problem(for error: CallError) -> Problem {
        switch error {
        case .parameter(let name, let error):
            ProblemKind.invalidParameter.problem(
                "'\(name)' is '\(error.text)'; it must be \(error.rule).",
                members: ["parameter": .string(name)])
        case .parameterMissing(let name, let rule):
            ProblemKind.invalidParameter.problem(
                "'\(name)' is missing; it must be \(rule).", members: ["parameter": .string(name)])
        case .mediaType(let said, let wanted):
            ProblemKind.unsupportedMediaType.problem(
                "Content-Type is \(said.map { "'\($0)'" } ?? "missing"); "
                    + "send \(wanted.joined(separator: " or ")).",
                fields: [Field("Accept", wanted.joined(separator: ", "))])
        case .contentEncoding(let coding, let accepted):
            ProblemKind.unsupportedMediaType.problem(
                "Content-Encoding is '\(coding)'; send the bytes as they are"
                    + (accepted.contains("gzip") ? ", or in gzip." : "."),
                fields: [Field("Accept-Encoding", accepted.joined(separator: ", "))])
        case .conditionsContradict:
            ProblemKind.invalidParameter.problem(
                "If-Match and If-None-Match contradict each other; send one of them.")
        case .revision(let text):
            ProblemKind.invalidParameter.problem(
                "'\(text)' is no revision; send one in quotes, as in If-Match: \"3\", or "
                    + "If-None-Match: * for an annotation that is new.")
        case .cursor(let text):
            ProblemKind.invalidParameter.problem(
                "The cursor '\(text)' is none of ours; begin again without one.",
                members: ["parameter": "cursor"])
        case .digest(let text):
            ProblemKind.invalidParameter.problem(
                "'\(text)' is no digest; write sha256: and 64 lower-case hexadecimal digits.",
                members: ["parameter": "digest"])
        }
    }

    static func problem(for error: JSONError) -> Problem {
        let detail = error.sentence
        let members: JSONObject = ["pointer": .string(error.pointer)]
        switch error {
        case .syntax, .notUnicode, .tooDeep, .duplicateName:
            return ProblemKind.malformedJSON.problem(detail, members: members)
        case .tooLong: return ProblemKind.contentTooLarge.problem(detail, members: members)
        case .wrongKind, .missing, .unknownName, .notAllowed:
            return ProblemKind.invalidMember.problem(detail, members: members)
        }
    }

    static func problem(for error: SQLError) -> Problem {
        switch error {
        case .busy, .interrupted: overloaded
        case .full: ProblemKind.storageFull.problem("Nothing was stored. Tell the operator.")
        case .corrupt:
            ProblemKind.storageCorrupt.problem(
                "The index is damaged. Tell the operator to run 'cairnd check'.")
        case .io, .unusable, .closed: diskFailed
        case .constraint, .tooNewSchema, .changedMigration, .misnumberedMigration, .failed:
            ProblemKind.internalError.problem("Tell the operator the request's id.")
        }
    }
}
