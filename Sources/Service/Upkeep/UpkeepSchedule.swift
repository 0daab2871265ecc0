package import Catalog
package import Records

/// What upkeep does, how often and how fast.
package struct UpkeepSchedule: Sendable, Equatable {
    /// From the end of a collection to the next; 0 for none that nobody asks for.
    package var collectionIntervalSeconds = 86_400
    /// From the end of a scrub to the next; 0 for none.
    package var scrubIntervalSeconds = 7 * 86_400
    /// What a scrub reads in a second, in bytes.
    package var scrubByteRate = 16 * 1024 * 1024
    package var collector = Collector.Settings()

    package init() {}

    /// A daemon that starts has other things to do, and one that is started again and again never
    /// comes to its upkeep anyway.
    package static let startDelaySeconds: Int64 = 60
    /// Looks at the clock at least so often: somebody may set it.
    private static let longestRestSeconds: Int64 = 3600

    /// When upkeep was done last.
    package struct Times: Sendable {
        package let startedAt: Timestamp
        /// Nil when it never was, or was not finished.
        package var collectedAt: Timestamp?
        package var scrubbedAt: Timestamp?

        package init(startedAt: Timestamp, collectedAt: Timestamp?, scrubbedAt: Timestamp?) {
            self.startedAt = startedAt
            self.collectedAt = collectedAt
            self.scrubbedAt = scrubbedAt
        }
    }

    package enum Duty: Sendable, Equatable {
        case collect, scrub
        case rest(seconds: Int64)
    }

    /// What is to do now: a collection before a scrub, which takes days.
    package func duty(at now: Timestamp, _ times: Times) -> Duty {
        let collection = seconds(
            to: collectionIntervalSeconds, after: times.collectedAt, now, times)
        let scrub = seconds(to: scrubIntervalSeconds, after: times.scrubbedAt, now, times)
        if collection == 0 { return .collect }
        if scrub == 0 { return .scrub }
        return .rest(seconds: min(collection, scrub, UpkeepSchedule.longestRestSeconds))
    }

    private func seconds(
        to interval: Int, after last: Timestamp?, _ now: Timestamp, _ times: Times
    ) -> Int64 {
        guard interval > 0 else { return .max }
        let start = times.startedAt.milliseconds + UpkeepSchedule.startDelaySeconds * 1000
        let due = max(start, last.map { $0.milliseconds + Int64(interval) * 1000 } ?? start)
        // Rounded up: at 0 the time has come.
        return max(0, (due - now.milliseconds + 999) / 1000)
    }
}
