import Telemetry
import Testing

struct HistogramTests {
    @Test(arguments: [(0, 0), (10, 0), (11, 1), (20, 1), (21, 2)] as [(UInt64, Int)])
    func `a bound belongs to its own bucket`(value: UInt64, bucket: Int) {
        let histogram = Histogram(.things, bounds: [10, 20])
        histogram.observe(value)
        #expect(histogram.counts.firstIndex(of: 1) == bucket)
        #expect(histogram.sum == value)
    }

    @Test func `durations are observed in nanoseconds, negative ones as none`() {
        let histogram = Histogram(.seconds, bounds: Histogram.requestSeconds)
        histogram.observe(.milliseconds(1500))
        histogram.observe(.milliseconds(-1))
        #expect(histogram.sum == 1_500_000_000)
        #expect(histogram.counts.reduce(0, +) == 2)
    }

    @Test(arguments: [Histogram.requestSeconds, Histogram.transferBytes])
    func `the ready-made bounds ascend`(bounds: [UInt64]) {
        #expect(zip(bounds, bounds.dropFirst()).allSatisfy(<))
    }
}
