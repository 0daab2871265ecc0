import Testing

@testable import HTTP

struct TimerWheelTests {
    private func advance(_ wheel: inout TimerWheel, to now: UInt64) -> [UInt64] {
        var due: [(key: UInt64, tick: UInt64)] = []
        wheel.advance(to: now, into: &due)
        return due.map(\.key)
    }

    @Test func `a key comes up after its deadline and not before`() {
        var wheel = TimerWheel(nowNanoseconds: 0)
        _ = wheel.schedule(7, deadlineNanoseconds: 1_000_000_000)
        #expect(advance(&wheel, to: 1_000_000_000).isEmpty)
        #expect(advance(&wheel, to: 1_100_000_000) == [7])
        #expect(advance(&wheel, to: 9_000_000_000).isEmpty)
    }

    @Test func `a deadline beyond the ring comes up at its end`() {
        var wheel = TimerWheel(nowNanoseconds: 0)
        let tick = wheel.schedule(7, deadlineNanoseconds: 1_000_000_000_000)
        #expect(tick == UInt64(TimerWheel.slotCount) - 1)
        #expect(advance(&wheel, to: tick * TimerWheel.tickNanoseconds) == [7])
    }

    @Test func `a deadline in the past comes up with the next tick`() {
        var wheel = TimerWheel(nowNanoseconds: 5_000_000_000)
        _ = wheel.schedule(7, deadlineNanoseconds: 1)
        #expect(advance(&wheel, to: 5_100_000_000) == [7])
    }

    @Test func `the wait ends when something can come up`() {
        var wheel = TimerWheel(nowNanoseconds: 0)
        #expect(wheel.waitMilliseconds(nowNanoseconds: 0) == nil)
        _ = wheel.schedule(7, deadlineNanoseconds: 2_000_000_000)
        let wait = wheel.waitMilliseconds(nowNanoseconds: 0)
        #expect(wait == 2101)
        #expect(advance(&wheel, to: UInt64(wait ?? 0) * 1_000_000) == [7])
    }

    @Test func `every key comes up once, at most one tick late`() {
        var random = Seeded(seed: 8)
        var wheel = TimerWheel(nowNanoseconds: 0)
        var deadlines: [UInt64: UInt64] = [:]
        var now: UInt64 = 0
        for key in 0..<1000 as Range<UInt64> {
            let deadline = now + UInt64.random(in: 0...90_000_000_000, using: &random)
            deadlines[key] = deadline
            _ = wheel.schedule(key, deadlineNanoseconds: deadline)
            now += UInt64.random(in: 0...300_000_000, using: &random)
            for due in advance(&wheel, to: now) {
                #expect(deadlines[due].map { $0 <= now } == true)
                deadlines[due] = nil
            }
        }
        for due in advance(&wheel, to: now + 100_000_000_000) { deadlines[due] = nil }
        #expect(deadlines.isEmpty)
    }
}
