/// Names a connection of one loop, and stays wrong once that connection is gone.
///
/// Whatever comes back later — tasks, workers, timers, the kernel — carries a token and never a
/// reference, so it cannot meet another connection in the same place.
struct ConnectionToken: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    init(rawValue: UInt64) {
        slot = UInt32(truncatingIfNeeded: rawValue)
        generation = UInt32(truncatingIfNeeded: rawValue >> 32)
    }

    /// For epoll and the timer wheel.
    var rawValue: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    /// No connection's: generations start at 1.
    static let wakeup: UInt64 = 0
}
