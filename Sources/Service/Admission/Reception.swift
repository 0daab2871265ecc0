import HTTP
import Posix
import Records

/// Receives each request before its endpoint sees it: who asks, whether that is enough, and whether
/// it is not more than one caller may.
///
/// What is refused here has cost no body, no worker and no disk.
package struct Reception: Sendable {
    /// What one caller may; nothing is counted where a policy is nil.
    struct Limits: Sendable {
        var rate: RatePolicy?
        /// Of tokens that were refused, by network.
        var refusedTokens: RatePolicy?
        /// Requests in progress with one token.
        var requestsPerToken: Int
    }

    private let access: Access
    private let limits: Limits
    private let now: @Sendable () -> UInt64
    private let rates: RateTable
    private let refusals: RateTable
    private let leases: TokenLeases

    /// - Parameter now: nanoseconds of a clock that nobody sets.
    init(access: Access, limits: Limits, now: @escaping @Sendable () -> UInt64) {
        self.access = access
        self.limits = limits
        self.now = now
        rates = RateTable()
        refusals = RateTable()
        leases = TokenLeases()
    }

    /// The same rules with other numbers; what was counted stays counted.
    func reloaded(access: Access, limits: Limits) -> Reception {
        Reception(self, access: access, limits: limits)
    }

    private init(_ other: Reception, access: Access, limits: Limits) {
        self.access = access
        self.limits = limits
        now = other.now
        rates = other.rates
        refusals = other.refusals
        leases = other.leases
    }

    /// Who asks, if that one may.
    ///
    /// A token that is right is always looked at: nobody can guess one, and whoever shares an
    /// address with somebody who tries must not be shut out for it.
    func caller(authorization: String?, from network: SourceNetwork, needing scope: Scope?)
        throws(AccessError) -> Caller
    {
        do throws(AccessError) {
            return try access.caller(authorization: authorization, needing: scope)
        } catch {
            if case .tokenRefused = error { try noteRefusal(from: network) }
            throw error
        }
    }

    private func noteRefusal(from network: SourceNetwork) throws(AccessError) {
        guard let policy = limits.refusedTokens else { return }
        let verdict = refusals.take(.network(network), atNanoseconds: now(), policy)
        guard case .refused(_, let seconds) = verdict else { return }
        throw .tooManyRefusedTokens(retryAfterSeconds: seconds)
    }

    /// Counts a request against what its caller may ask in a time.
    ///
    /// - Returns: what is left; nil where nothing is counted.
    func count(_ caller: Caller, from network: SourceNetwork, isCounted: Bool) throws(AccessError)
        -> RateLimit?
    {
        guard isCounted, let policy = limits.rate else { return nil }
        let key = caller.tokenID.map { RateKey.token($0) } ?? .network(network)
        switch rates.take(key, atNanoseconds: now(), policy) {
        case .taken(let limit): return limit
        case .refused(let limit, let seconds):
            throw .tooManyRequests(limit, retryAfterSeconds: seconds)
        }
    }

    /// Counts a request among those in progress with one token, until nobody holds what is
    /// returned. Nil for callers without a token: each of their connections has one request in
    /// progress, and those are counted by address.
    func lease(for caller: Caller) throws(AccessError) -> TokenLeases.Lease? {
        guard let token = caller.tokenID else { return nil }
        guard let lease = leases.take(token, limit: limits.requestsPerToken) else {
            throw .tooManyInProgress(limit: limits.requestsPerToken)
        }
        return lease
    }
}
