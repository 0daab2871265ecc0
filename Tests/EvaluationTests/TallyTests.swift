import Codecs
import Evaluation
import Testing

struct TallyTests {
    // Goal: any way of cutting and ordering samples gives the same tally, to the last bit.
    // Method: 60 random runs for each metric, cut at random places, parts added in random order.
    @Test(arguments: Metrics.all.map { $0.name })
    func `the tallies of parts add up to the tally of the whole`(name: String) throws {
        func check(_ metric: some Metric) throws {
            for seed in 0..<60 {
                var generator = SplitMix64(seed: UInt64(seed))
                let count = generator.index(below: 40)
                let order = SampleOrder.digest(of: try keys(count))
                let outcomes = Outcomes(
                    signature: metric.signature, order: order,
                    outcomes: (0..<count).map { _ in randomOutcome(&generator) })
                let whole = metric.evidence(of: outcomes, among: 0..<count)
                let shuffled = (0..<count).shuffled(using: &generator)
                let cuts = [generator.index(below: count + 1), generator.index(below: count + 1)]
                let (first, second) = (min(cuts[0], cuts[1]), max(cuts[0], cuts[1]))
                let parts = [shuffled[..<first], shuffled[first..<second], shuffled[second...]]
                    .map { metric.evidence(of: outcomes, among: $0) }
                #expect(parts[2] + (parts[0] + parts[1]) == whole, "seed \(seed)")
                #expect((parts[2] + parts[0]) + parts[1] == whole, "seed \(seed)")
                #expect(whole + .zero == whole)
                let again = metric.value(parts[1] + parts[2] + parts[0])
                #expect(again == metric.value(whole), "seed \(seed)")
            }
        }
        try check(try metric(name))
    }

    @Test(arguments: Metrics.all.map { $0.name })
    func `adding a sample many times is adding it again and again`(name: String) throws {
        func check<M: Metric>(_ metric: M) {
            var generator = SplitMix64(seed: 4)
            for _ in 0..<50 {
                let outcome = randomOutcome(&generator)
                guard outcome.counts else { continue }
                var (once, times) = (M.Evidence.zero, M.Evidence.zero)
                for _ in 0..<5 { once.add(outcome, times: 1) }
                times.add(outcome, times: 5)
                #expect(once == times)
            }
        }
        check(try metric(name))
    }
}
