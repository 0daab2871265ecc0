import HTTP

/// How often one caller may ask: so many at once, and then at a steady rate.
struct RatePolicy: Sendable, Equatable {
    /// Between two requests at the steady rate.
    let intervalNanoseconds: UInt64
    /// Requests that may come at once after a pause.
    let burst: Int

    /// - Returns: nil where `perMinute` is 0: nothing is counted then.
    init?(perMinute: Int, burst: Int) {
        guard perMinute > 0, burst > 0 else { return nil }
        intervalNanoseconds = 60 * RatePolicy.second / UInt64(perMinute)
        self.burst = burst
    }

    static let second: UInt64 = 1_000_000_000

    /// Time in which as many requests as make a burst are earned again.
    var windowNanoseconds: UInt64 { intervalNanoseconds * UInt64(burst) }

    func limit(remaining: Int, resetNanoseconds: UInt64) -> RateLimit {
        RateLimit(
            quota: burst, windowSeconds: RatePolicy.seconds(windowNanoseconds),
            remaining: remaining, resetSeconds: RatePolicy.seconds(resetNanoseconds))
    }

    /// Rounded up: who waits so long waits long enough.
    static func seconds(_ nanoseconds: UInt64) -> Int {
        Int((nanoseconds + second - 1) / second)
    }
}

/// What one caller has used up: a token bucket, kept as the one moment at which it is full again
/// (the generic cell rate algorithm, ITU-T I.371 annex A).
///
/// 1. In any span of `t` at most `burst + t / interval` requests are taken.
/// 2. Who keeps the steady rate is never refused.
/// 3. What is refused costs nothing; after the time that is told, one request is taken.
struct RateBucket: Sendable, Equatable {
    /// A moment that has passed is as good as now.
    private(set) var fullAtNanoseconds: UInt64 = 0

    enum Verdict: Equatable {
        case taken(RateLimit)
        case refused(RateLimit, retryAfterSeconds: Int)
    }

    mutating func take(atNanoseconds now: UInt64, _ policy: RatePolicy) -> Verdict {
        // Never more than all: another policy may have stood when it was used up.
        let owed = min(max(fullAtNanoseconds, now) - now, policy.windowNanoseconds)
        let owedThen = owed + policy.intervalNanoseconds
        guard owedThen <= policy.windowNanoseconds else {
            let wait = owedThen - policy.windowNanoseconds
            return .refused(
                policy.limit(remaining: 0, resetNanoseconds: wait),
                retryAfterSeconds: RatePolicy.seconds(wait))
        }
        fullAtNanoseconds = now + owedThen
        let left = Int((policy.windowNanoseconds - owedThen) / policy.intervalNanoseconds)
        // Without one left, the next is what a client waits for.
        let reset =
            left > 0 ? owedThen : owedThen + policy.intervalNanoseconds - policy.windowNanoseconds
        return .taken(policy.limit(remaining: left, resetNanoseconds: reset))
    }
}
