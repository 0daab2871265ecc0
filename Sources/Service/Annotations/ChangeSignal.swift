package import Posix

/// Wakes those who wait for annotations to change, or for their time to be over.
///
/// Every write wakes every waiter, which then looks whether the change was its own: waiters are
/// few, and looking is one look-up in the index. A thread of its own watches the deadlines.
package final class ChangeSignal: Sendable {
    /// Is told whether looking again is worth it.
    private typealias Waiter = CheckedContinuation<Bool, Never>

    private struct State: Sendable {
        /// Counts the writes.
        var generation: UInt64 = 0
        var nextID: UInt64 = 0
        var waiters: [UInt64: (waiter: Waiter, deadline: UInt64)] = [:]
        var isStopped = false
    }

    /// Clients that wait at the same time; one more gets its answer at once.
    private static let waiterLimit = 10_000
    /// How late a waiter may be woken when its time is over.
    private static let toleranceMilliseconds = 100

    private let state: Monitor<State>
    private let thread: NativeThread

    package init() throws(Errno) {
        let state = Monitor(State())
        self.state = state
        thread = try NativeThread.start(name: "changes") { ChangeSignal.watch(state) }
    }

    /// Tells that an annotation was written.
    package func notify() {
        let woken = state.change { state in
            state.generation += 1
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.waiter)
        }
        for waiter in woken { waiter.resume(returning: true) }
    }

    /// Wakes everybody; nobody waits any more from here on.
    package func stop() {
        state.change { $0.isStopped = true }
        notify()
        thread.join()
    }

    /// Asks `look` now and after each write until it answers or the time is over.
    ///
    /// - Returns: nil when it never answered, or when nobody may wait: at the end of the daemon,
    ///   or behind too many others.
    func firstAnswer<Answer>(within seconds: Int, _ look: () async throws -> Answer?) async throws
        -> Answer?
    {
        let deadline = Clock.monotonicNanoseconds + UInt64(seconds) * 1_000_000_000
        while true {
            // Taken before looking: a write in between is not missed.
            let generation = state.change { $0.generation }
            if let answer = try await look() { return answer }
            guard Clock.monotonicNanoseconds < deadline else { return nil }
            try Task.checkCancellation()
            guard await wait(after: generation, until: deadline) else { return nil }
        }
    }

    /// - Returns: whether there may be something new, or the time is over; false when nobody may
    ///   wait, and looking again and again would only keep a core busy.
    private func wait(after generation: UInt64, until deadline: UInt64) async -> Bool {
        let id = state.change { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let answer: Bool? = state.change { state in
                    guard state.generation == generation else { return true }
                    guard !state.isStopped, !Task.isCancelled,
                        state.waiters.count < ChangeSignal.waiterLimit
                    else { return false }
                    state.waiters[id] = (waiter, deadline)
                    return nil
                }
                if let answer { waiter.resume(returning: answer) }
            }
        } onCancel: {
            state.change { $0.waiters.removeValue(forKey: id) }?.waiter.resume(returning: false)
        }
    }

    private static func watch(_ monitor: Monitor<State>) {
        while true {
            let isStopped = monitor.wait(timeoutMilliseconds: toleranceMilliseconds) { state in
                state.isStopped ? true : nil
            }
            if isStopped == true { return }
            let now = Clock.monotonicNanoseconds
            let late = monitor.change { state in
                let late = state.waiters.filter { $0.value.deadline <= now }
                for id in late.keys { state.waiters.removeValue(forKey: id) }
                return late.values.map(\.waiter)
            }
            for waiter in late { waiter.resume(returning: true) }
        }
    }
}
