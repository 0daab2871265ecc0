import Synchronization

/// Requests in progress, by token.
///
/// Bounded: a token is remembered while a request with it is in progress.
final class TokenLeases: Sendable {
    private let counts = Mutex<[Int64: Int]>([:])

    /// Tokens with a request in progress.
    var tokenCount: Int { counts.withLock { $0.count } }

    /// Takes one for a request; nil when `limit` are in progress.
    func take(_ token: Int64, limit: Int) -> Lease? {
        let isTaken = counts.withLock { counts in
            let count = counts[token] ?? 0
            guard count < limit else { return false }
            counts[token] = count + 1
            return true
        }
        return isTaken ? Lease(of: token, in: self) : nil
    }

    private func giveBack(_ token: Int64) {
        counts.withLock { counts in
            let left = (counts[token] ?? 1) - 1
            counts[token] = left > 0 ? left : nil
        }
    }

    /// One request in progress; over when nobody holds it any more. The answer holds it until its
    /// last byte is sent, so that a slow reader counts as long as he reads.
    final class Lease: Sendable {
        private let token: Int64
        private let leases: TokenLeases

        fileprivate init(of token: Int64, in leases: TokenLeases) {
            self.token = token
            self.leases = leases
        }

        deinit { leases.giveBack(token) }
    }
}
