/// Deadlines of many connections, coarse and cheap: a ring of ticks with the keys due at each.
///
/// Pure: it is told the time. An entry is never moved or removed; whoever gets a due key looks
/// whether its deadline has moved in the meantime, and schedules it again then (hashed wheel with
/// lazy cancellation, Varghese and Lauck 1987, scheme 6).
struct TimerWheel {
    /// Length of a tick: deadlines are seconds, so a tenth is exact enough.
    static let tickNanoseconds: UInt64 = 100_000_000
    /// Ticks in the ring. A later deadline comes up at the end of the ring and is put back.
    static let slotCount = 1024

    private var slots = [[UInt64]](repeating: [], count: TimerWheel.slotCount)
    private var currentTick: UInt64
    private var count = 0
    /// The first tick after the current one that has keys; meaningless while there are none.
    private var nextTick = UInt64.max

    init(nowNanoseconds: UInt64) { currentTick = nowNanoseconds / TimerWheel.tickNanoseconds }

    /// The tick at which a deadline has passed.
    static func tick(of deadlineNanoseconds: UInt64) -> UInt64 {
        deadlineNanoseconds / tickNanoseconds + 1
    }

    /// Lets `key` come up at the tick of its deadline or before, and returns that tick.
    mutating func schedule(_ key: UInt64, deadlineNanoseconds: UInt64) -> UInt64 {
        let last = currentTick + UInt64(TimerWheel.slotCount) - 1
        let wanted = TimerWheel.tick(of: deadlineNanoseconds)
        let tick = min(max(wanted, currentTick + 1), last)
        slots[Int(tick % UInt64(TimerWheel.slotCount))].append(key)
        count += 1
        nextTick = min(nextTick, tick)
        return tick
    }

    /// Whether a tick has passed since the last ``advance(to:into:)``.
    @inline(__always)
    func hasTick(by nowNanoseconds: UInt64) -> Bool {
        nowNanoseconds >= (currentTick + 1) * TimerWheel.tickNanoseconds
    }

    /// Moves on to `nowNanoseconds` and appends what has come up, with its tick.
    mutating func advance(
        to nowNanoseconds: UInt64, into due: inout [(key: UInt64, tick: UInt64)]
    ) {
        let target = nowNanoseconds / TimerWheel.tickNanoseconds
        while currentTick < target {
            if count == 0 {
                currentTick = target
                return
            }
            currentTick += 1
            let slot = Int(currentTick % UInt64(TimerWheel.slotCount))
            guard !slots[slot].isEmpty else { continue }
            count -= slots[slot].count
            for key in slots[slot] { due.append((key, currentTick)) }
            slots[slot] = []
            findNext()
        }
    }

    /// Milliseconds until something can come up; nil when nothing is scheduled.
    func waitMilliseconds(nowNanoseconds: UInt64) -> Int? {
        guard count > 0 else { return nil }
        let moment = nextTick * TimerWheel.tickNanoseconds
        guard moment > nowNanoseconds else { return 0 }
        return Int((moment - nowNanoseconds) / 1_000_000) + 1
    }

    private mutating func findNext() {
        nextTick = .max
        guard count > 0 else { return }
        nextTick = currentTick + 1
        while slots[Int(nextTick % UInt64(TimerWheel.slotCount))].isEmpty { nextTick += 1 }
    }
}
