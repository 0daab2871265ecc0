package import Catalog
package import HTTP
package import Records

/// Decides, for each request by itself, who asks and whether that is enough.
package struct Access: Sendable {
    private let tokens: Tokens
    private let isReadingOpen: Bool

    package init(tokens: Tokens, isReadingOpen: Bool) {
        self.tokens = tokens
        self.isReadingOpen = isReadingOpen
    }

    /// - Parameter authorization: the value of the field `Authorization`; nil without one.
    package func caller(authorization: String?, needing scope: Scope?) throws(AccessError) -> Caller
    {
        guard let scope else { return .anonymous }
        guard let authorization else {
            if isReadingOpen && scope == .read { return .anonymous }
            throw .tokenRequired
        }
        // RFC 9110 §11.1, §11.4: the scheme's name is case-insensitive, spaces follow it.
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let token = tokens.token(secret: String(parts[1].drop { $0 == " " }))
        else { throw .tokenRefused }
        guard token.scope >= scope else {
            throw .scopeInsufficient(needed: scope, held: token.scope)
        }
        return Caller(name: token.name, scope: token.scope, tokenID: token.id)
    }
}

/// Why a caller may not do what was asked.
package enum AccessError: Error, Equatable {
    case tokenRequired
    /// Unknown, mistyped, expired or revoked: a client is not told which.
    case tokenRefused
    case scopeInsufficient(needed: Scope, held: Scope)
    /// Too many tokens from the caller's address were refused.
    case tooManyRefusedTokens(retryAfterSeconds: Int)
    /// The caller has used up what may be asked in a time.
    case tooManyRequests(RateLimit, retryAfterSeconds: Int)
    /// As many requests are in progress with the token as may be.
    case tooManyInProgress(limit: Int)
}
