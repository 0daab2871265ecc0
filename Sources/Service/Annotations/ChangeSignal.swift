package import Posix

/// Wakes those who wait for annotations to change, or for their time to be over.
///
/// Every write wakes every waiter, which then looks whether the change was its own: waiters are
/// few, and looking is one look-up in the index. A thread of its own watches the deadlines.
package final class ChangeSignal: Sendable {
    private typealias Waiter = CheckedContinuation<Void, Never>

    private struct State: Sendable {
        /// Counts the writes.
        var generation: UInt64 = 0
        var nextID: UInt64 = 0
        var waiters: [UInt64: (waiter: Waiter, deadline: UInt64)] = [:]
        var isStopped = false

        /// A number for one more waiter; nil when nobody may wait any more.
        mutating func admitWaiter(limit: Int) -> UInt64? {
            guard !isStopped, waiters.count < limit else { return nil }
            nextID += 1
            return nextID
        }
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
        for waiter in woken { waiter.resume() }
    }

    /// Wakes everybody; nobody waits any more from here on.
    package func stop() {
        state.change { $0.isStopped = true }
        notify()
        thread.join()
    }

    /// Asks `look` now and after each write until it answers or the time is over.
    ///
    /// - Returns: nil when it never answered.
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
            let id = state.change { state in
                state.admitWaiter(limit: ChangeSignal.waiterLimit)
            }
            guard let id else { return nil }
            await wait(as: id, after: generation, until: deadline)
        }
    }

    private func wait(as id: UInt64, after generation: UInt64, until deadline: UInt64) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isWaiting = state.change { state in
                    guard state.generation == generation, !state.isStopped, !Task.isCancelled
                    else { return false }
                    state.waiters[id] = (waiter, deadline)
                    return true
                }
                if !isWaiting { waiter.resume() }
            }
        } onCancel: {
            state.change { $0.waiters.removeValue(forKey: id) }?.waiter.resume()
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
            for waiter in late { waiter.resume() }
        }
    }
}
