internal import Glibc

/// A moment of the wall clock, as a log line shows it.
package struct LogTime: Sendable, Equatable {
    package let secondsSince1970: Int64
    package let milliseconds: Int

    package init(secondsSince1970: Int64, milliseconds: Int) {
        self.secondsSince1970 = secondsSince1970
        self.milliseconds = milliseconds
    }

    /// Reads the system's clock.
    package static func now() -> LogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(
            secondsSince1970: Int64(time.tv_sec), milliseconds: Int(time.tv_nsec / 1_000_000))
    }

    /// RFC 3339 in UTC with milliseconds: `2026-01-31T09:05:00.042Z`.
    package var text: String {
        var seconds = time_t(secondsSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = [
            Self.digits(Int(parts.tm_year) + 1900, 4), Self.digits(Int(parts.tm_mon) + 1, 2),
            Self.digits(Int(parts.tm_mday), 2),
        ].joined(separator: "-")
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec]
            .map { Self.digits(Int($0), 2) }.joined(separator: ":")
        return "\(date)T\(time).\(Self.digits(milliseconds, 3))Z"
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
