import HTTP
import TestSupport
import Testing

@testable import Service

/// The numbered laws of ``RateBucket``, on random policies and random times.
struct RateBucketTests {
    private static let second = RatePolicy.second

    private struct Case {
        let policy: RatePolicy
        /// Ascending, in nanoseconds.
        let times: [UInt64]
    }

    private static func cases(_ count: Int, seed: UInt64) throws -> [Case] {
        var generator = SeededGenerator(seed: seed)
        return try (0..<count).map { _ in
            let policy = try #require(
                RatePolicy(
                    perMinute: .random(in: 1...6000, using: &generator),
                    burst: .random(in: 1...20, using: &generator)))
            var now = UInt64.random(in: 0...1000, using: &generator)
            let times = (0..<200).map { _ in
                // Bursts, and pauses about as long as a window.
                let isPause = Int.random(in: 0..<4, using: &generator) == 0
                now += isPause ? .random(in: 0...policy.windowNanoseconds, using: &generator) : 0
                return now
            }
            return Case(policy: policy, times: times)
        }
    }

    private static func isTaken(_ verdict: RateBucket.Verdict) -> Bool {
        if case .taken = verdict { true } else { false }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `in any span at most the burst and what was earned is taken`(seed: UInt64) throws {
        for one in try Self.cases(50, seed: seed) {
            var bucket = RateBucket()
            let taken = one.times.filter {
                Self.isTaken(bucket.take(atNanoseconds: $0, one.policy))
            }
            for first in taken.indices {
                for last in taken[first...].indices {
                    let earned = (taken[last] - taken[first]) / one.policy.intervalNanoseconds
                    #expect(last - first + 1 <= one.policy.burst + Int(earned), "seed \(seed)")
                }
            }
        }
    }

    @Test(arguments: [(1, 1), (60, 1), (60, 10), (6000, 3), (1_000_000, 1)])
    func `who keeps the steady rate is never refused`(perMinute: Int, burst: Int) throws {
        let policy = try #require(RatePolicy(perMinute: perMinute, burst: burst))
        var bucket = RateBucket()
        for index in 0..<500 as Range<UInt64> {
            let verdict = bucket.take(
                atNanoseconds: 5 + index * policy.intervalNanoseconds, policy)
            #expect(Self.isTaken(verdict))
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `who waits as long as told is served, and was not before`(seed: UInt64) throws {
        for one in try Self.cases(50, seed: seed) {
            var bucket = RateBucket()
            for now in one.times {
                let before = bucket
                guard
                    case .refused(let limit, let seconds) = bucket.take(
                        atNanoseconds: now, one.policy)
                else { continue }
                #expect(bucket == before, "a refusal costs nothing")
                #expect(limit.remaining == 0 && Int(limit.resetSeconds) == seconds)
                #expect(seconds >= 1)
                var later = bucket
                let end = now + UInt64(seconds) * Self.second
                #expect(Self.isTaken(later.take(atNanoseconds: end, one.policy)), "seed \(seed)")
            }
        }
    }

    @Test func `what is left and when it is whole is told`() throws {
        let policy = try #require(RatePolicy(perMinute: 60, burst: 3))
        var bucket = RateBucket()
        let limits = (0..<3).map { _ in bucket.take(atNanoseconds: 9, policy) }
        #expect(
            limits == [
                .taken(.init(quota: 3, windowSeconds: 3, remaining: 2, resetSeconds: 1)),
                .taken(.init(quota: 3, windowSeconds: 3, remaining: 1, resetSeconds: 2)),
                .taken(.init(quota: 3, windowSeconds: 3, remaining: 0, resetSeconds: 1)),
            ])
    }

    @Test func `another policy never lets a caller wait for longer than its own interval`() throws {
        let generous = try #require(RatePolicy(perMinute: 1, burst: 1000))
        let strict = try #require(RatePolicy(perMinute: 60, burst: 2))
        var bucket = RateBucket()
        for _ in 0..<1000 { _ = bucket.take(atNanoseconds: 0, generous) }
        guard case .refused(_, let seconds) = bucket.take(atNanoseconds: 0, strict) else {
            Issue.record("the bucket was empty")
            return
        }
        #expect(seconds == 1)
    }

    @Test func `0 requests a minute is no policy`() {
        #expect(RatePolicy(perMinute: 0, burst: 10) == nil)
    }
}
