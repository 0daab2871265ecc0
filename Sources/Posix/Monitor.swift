internal import Glibc

/// A state that threads share and wait for: a lock and a condition in one (pthread_cond_wait(3)).
///
/// For threads of our own, which may block.
package final class Monitor<State>: @unchecked Sendable {  // `state` is touched under `lock` only
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)  // never moves
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)  // never moves
    private var state: State

    package init(_ state: State) {
        self.state = state
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // A wait must not end early or late because somebody sets the wall clock.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    /// Runs `body` alone with the state, then wakes everybody who waits for a change of it.
    package func change<Result, Failure>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(lock)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(lock)
        }
        return try body(&state)
    }

    /// Runs `body` alone with the state, then wakes one of those who wait: for a queue whose
    /// readers are all alike.
    package func update<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer {
            pthread_cond_signal(changed)
            pthread_mutex_unlock(lock)
        }
        return body(&state)
    }

    /// Runs `body` alone with the state, which it only reads: nobody is woken.
    package func look<Result>(_ body: (State) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(state)
    }

    /// Waits until `body` answers something: for a thread whose whole work is what it waits for.
    package func await<Result>(_ body: (inout State) -> Result?) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let result = body(&state) { return result }
            pthread_cond_wait(changed, lock)
        }
    }

    /// Waits until `body` answers something, and returns that; nil when the time is over.
    ///
    /// `body` runs at once, after every change, and a last time at the end.
    package func wait<Result>(
        timeoutMilliseconds: Int, until body: (inout State) -> Result?
    ) -> Result? {
        var deadline = Self.deadline(afterMilliseconds: timeoutMilliseconds)
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let result = body(&state) { return result }
            if pthread_cond_timedwait(changed, lock, &deadline) == ETIMEDOUT { return body(&state) }
        }
    }

    private static func deadline(afterMilliseconds milliseconds: Int) -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = time.tv_nsec + (milliseconds % 1000) * 1_000_000
        time.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        time.tv_nsec = nanoseconds % 1_000_000_000
        return time
    }
}
