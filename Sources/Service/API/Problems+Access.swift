import Codecs
import HTTP
import Records

extension Problems {
    /// What it means that a caller may not do something, or not now.
    static func problem(for error: AccessError) -> Problem {
        switch error {
        case .tokenRequired:
            ProblemKind.tokenRequired.problem(
                "Send 'Authorization: Bearer TOKEN'.",
                fields: [Field("WWW-Authenticate", "Bearer realm=\"cairn\"")])
        case .tokenRefused:
            ProblemKind.tokenRefused.problem(
                "It is mistyped, expired, revoked or of another server. Ask an admin for another.",
                fields: [
                    Field("WWW-Authenticate", "Bearer realm=\"cairn\", error=\"invalid_token\"")
                ])
        case .scopeInsufficient(let needed, let held):
            ProblemKind.scopeInsufficient.problem(
                "It has the scope '\(held.rawValue)' and needs '\(needed.rawValue)'.",
                fields: [
                    Field(
                        "WWW-Authenticate",
                        "Bearer realm=\"cairn\", error=\"insufficient_scope\", "
                            + "scope=\"\(needed.rawValue)\"")
                ])
        case .tooManyRefusedTokens(let seconds):
            tooMany(
                "Too many wrong tokens came from your address. Mend the token and try again",
                seconds, setting: "refused-tokens-per-minute")
        case .tooManyRequests(let limit, let seconds):
            tooMany(
                "You may make \(limit.quota) requests at once, and as many again in "
                    + "\(limit.windowSeconds) s. Try again",
                seconds, setting: "rate-limit-per-minute", fields: limit.fields)
        case .tooManyInProgress(let limit):
            tooMany(
                "\(limit) requests are in progress with your token. Finish some, and try again",
                retryAfterSeconds, setting: "requests-per-token")
        }
    }

    private static func tooMany(
        _ detail: String, _ seconds: Int, setting: String, fields: [Field] = []
    ) -> Problem {
        ProblemKind.tooManyRequests.problem(
            "\(detail) after \(seconds) s. The setting '\(setting)' says so.",
            members: ["setting": .string(setting)],
            fields: fields + [Field("Retry-After", String(seconds))])
    }
}
