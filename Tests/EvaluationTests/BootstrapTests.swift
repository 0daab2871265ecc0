import Codecs
import Testing

@testable import Evaluation

struct BootstrapTests {
    @Test func `random numbers are those of the published generator`() throws {
        let cases = try Fixture.json("significance")["splitmix64"]?.array ?? []
        #expect(cases.count == 3)
        for json in cases {
            var generator = SplitMix64(seed: UInt64(try #require(json["seed"]?.integer)))
            for number in json["numbers"]?.array ?? [] {
                #expect(generator.next() == UInt64(try #require(number.string), radix: 16))
            }
        }
    }

    @Test func `an index is below its bound and every one occurs`() {
        var generator = SplitMix64(seed: 2)
        let drawn = (0..<1_000).map { _ in generator.index(below: 7) }
        #expect(Set(drawn) == Set(0..<7))
    }

    @Test func `quantiles are those of numpy`() throws {
        for json in try Fixture.json("significance")["quantiles"]?.array ?? [] {
            let sorted = json["sorted"]?.doubles ?? []
            for (share, expected) in zip([0.025, 0.5, 0.975], json["quantiles"]?.doubles ?? []) {
                try expect(
                    Bootstrap.quantile(share, of: sorted), near: expected, within: 1e-15)
            }
        }
    }

    @Test func `a seed gives one interval, another seed another`() {
        let kinds = (0..<50).map { $0 % 3 }
        func interval(seed: UInt64) -> Interval? {
            Bootstrap(resamples: 100, seed: seed).interval(kinds: kinds, kindCount: 3) { counts in
                Double(counts[0]) / 50
            }
        }
        #expect(interval(seed: 1) == interval(seed: 1))
        #expect(interval(seed: 1) != interval(seed: 2))
    }

    @Test func `every resample draws as many as there are`() {
        var sizes: Set<Int> = []
        _ = Bootstrap(resamples: 20).interval(kinds: [0, 1, 1, 2], kindCount: 3) { counts in
            sizes.insert(counts.reduce(0, +))
            return 0
        }
        #expect(sizes == [4])
    }

    @Test func `a resample without a value leaves no interval`() {
        let interval = Bootstrap(resamples: 20).interval(kinds: [0, 1], kindCount: 2) { counts in
            counts[0] == 0 ? nil : 1
        }
        #expect(interval == nil)
    }

    @Test func `no samples have no interval`() {
        #expect(Bootstrap().interval(kinds: [], kindCount: 0) { _ in 1 } == nil)
    }
}
