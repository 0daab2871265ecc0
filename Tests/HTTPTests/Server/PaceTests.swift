import Testing

@testable import HTTP

struct PaceTests {
    private let second: UInt64 = 1_000_000_000

    @Test func `only time spent waiting for the peer counts`() {
        var pace = Pace()
        for index in 0..<100 as Range<UInt64> {
            pace.move(10, at: index * 10 * second)
        }
        #expect(!pace.isTooSlow(minimumBytesPerSecond: 1000, graceSeconds: 1))
    }

    @Test func `a slow peer is too slow after the grace`() {
        var pace = Pace()
        pace.wait(from: 0)
        pace.move(100, at: 5 * second)
        #expect(!pace.isTooSlow(minimumBytesPerSecond: 1000, graceSeconds: 5))
        pace.wait(from: 10 * second)
        pace.move(100, at: 11 * second)
        #expect(pace.isTooSlow(minimumBytesPerSecond: 1000, graceSeconds: 5))
        #expect(!pace.isTooSlow(minimumBytesPerSecond: 30, graceSeconds: 5))
    }

    @Test func `what the system holds for a peer is not taken`() {
        var pace = Pace()
        pace.move(5_000_000, at: 0)
        pace.wait(from: 0, heldByteCount: 4_999_000)
        let took = [4_999_000, 4_990_000].map { pace.hasTaken(heldByteCount: $0, at: 10 * second) }
        #expect(took == [false, true])
        #expect(pace.deadline(idleSeconds: 30) == 40 * second)
        #expect(pace.isTooSlow(minimumBytesPerSecond: 1024, graceSeconds: 5))
        #expect(!pace.isTooSlow(minimumBytesPerSecond: 1000, graceSeconds: 5))
        pace.move(1_000_000, at: 11 * second)
        #expect(!pace.isTooSlow(minimumBytesPerSecond: 1024, graceSeconds: 5))
    }

    @Test func `the deadline is that of the current wait`() {
        var pace = Pace()
        #expect(pace.deadline(idleSeconds: 30) == nil)
        pace.wait(from: 2 * second)
        pace.wait(from: 9 * second)
        #expect(pace.deadline(idleSeconds: 30) == 32 * second)
        pace.move(1, at: 10 * second)
        #expect(pace.deadline(idleSeconds: 30) == nil)
    }
}
