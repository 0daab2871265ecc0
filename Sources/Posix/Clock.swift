internal import Glibc

/// The clocks of the system. Logic takes times as parameters and never asks a clock itself.
package enum Clock {
    /// Nanoseconds since some moment before the start; never goes back (CLOCK_MONOTONIC).
    package static var monotonicNanoseconds: UInt64 { nanoseconds(CLOCK_MONOTONIC) }

    /// Nanoseconds since 1970-01-01T00:00Z; follows the system's corrections.
    package static var wallNanoseconds: UInt64 { nanoseconds(CLOCK_REALTIME) }

    @inline(__always)
    private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "these clocks exist on every Linux")
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
