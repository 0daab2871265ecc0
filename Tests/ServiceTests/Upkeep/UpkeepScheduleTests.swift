import Records
import Service
import Testing

struct UpkeepScheduleTests {
    private static let start = Timestamp(milliseconds: 1_800_000_000_000)

    private static func at(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: start.milliseconds + seconds * 1000)
    }

    private func duty(
        at seconds: Int64, collected: Int64? = nil, scrubbed: Int64? = nil,
        _ change: (inout UpkeepSchedule) -> Void = { _ in }
    ) -> UpkeepSchedule.Duty {
        var schedule = UpkeepSchedule()
        change(&schedule)
        return schedule.duty(
            at: Self.at(seconds),
            UpkeepSchedule.Times(
                startedAt: Self.start, collectedAt: collected.map(Self.at),
                scrubbedAt: scrubbed.map(Self.at)))
    }

    @Test func `a daemon that starts has other things to do`() {
        #expect(duty(at: 0) == .rest(seconds: 60))
        #expect(duty(at: 0, collected: -900_000, scrubbed: -900_000) == .rest(seconds: 60))
    }

    @Test func `what was never finished is due, the collection first`() {
        #expect(duty(at: 60) == .collect)
        #expect(duty(at: 61, collected: 60) == .scrub)
    }

    @Test func `each is due an interval after its last end`() {
        #expect(duty(at: 86_459, collected: 60, scrubbed: 60) == .rest(seconds: 1))
        #expect(duty(at: 86_460, collected: 60, scrubbed: 60) == .collect)
        #expect(duty(at: 604_860, collected: 604_859, scrubbed: 60) == .scrub)
    }

    @Test func `a rest is never longer than an hour, whatever the clock says`() {
        #expect(duty(at: 100, collected: 90, scrubbed: 90) == .rest(seconds: 3600))
        #expect(duty(at: -9_000_000, collected: 90, scrubbed: 90) == .rest(seconds: 3600))
    }

    @Test func `an interval of 0 is never`() {
        #expect(duty(at: 900_000) { $0.collectionIntervalSeconds = 0 } == .scrub)
        let never = duty(at: 900_000) {
            $0.collectionIntervalSeconds = 0
            $0.scrubIntervalSeconds = 0
        }
        #expect(never == .rest(seconds: 3600))
    }
}
