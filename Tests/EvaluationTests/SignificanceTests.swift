import Codecs
import Evaluation
import Testing

/// Tests and intervals against statsmodels and numpy.
struct SignificanceTests {
    private static func cases(_ name: String) throws -> [JSON] {
        let cases = try Fixture.json("significance")[name]?.array ?? []
        #expect(!cases.isEmpty)
        return cases
    }

    @Test func `exact McNemar agrees with statsmodels`() throws {
        for json in try SignificanceTests.cases("mcnemar") {
            let first = try #require(json["b"]?.integer)
            let second = try #require(json["c"]?.integer)
            let expected = try #require(json["p"]?.double)
            let p = McNemar.exactP(onlyFirst: first, onlySecond: second)
            #expect(abs(p - expected) <= 1e-9 * expected, "\(first), \(second): \(p)")
            #expect(p == McNemar.exactP(onlyFirst: second, onlySecond: first))
        }
    }

    // Goal: the sums are those of the binomial distribution. Method: all tables up to 40 trials
    // against sums of integers.
    @Test func `exact McNemar is the binomial tail for all small tables`() {
        for trials in 0...40 {
            var row = [1]
            for index in 0..<trials { row.append(row[index] * (trials - index) / (index + 1)) }
            for smaller in 0...trials / 2 {
                let tail = row.prefix(smaller + 1).reduce(0, +)
                let expected = min(
                    1, 2 * Double(tail) / Double(sign: .plus, exponent: trials, significand: 1))
                let p = McNemar.exactP(onlyFirst: smaller, onlySecond: trials - smaller)
                #expect(abs(p - expected) <= 1e-14 * expected, "\(smaller) of \(trials)")
            }
        }
    }

    @Test func `too small a p-value is zero and not a crash`() {
        #expect(McNemar.exactP(onlyFirst: 0, onlySecond: 1_000_000) == 0)
    }

    @Test func `Holm agrees with statsmodels`() throws {
        for json in try SignificanceTests.cases("holm") {
            let adjusted = Holm.adjusted(json["p"]?.doubles ?? [])
            let expected = json["adjusted"]?.doubles ?? []
            #expect(adjusted.count == expected.count)
            for (one, other) in zip(adjusted, expected) { #expect(abs(one - other) <= 1e-12) }
        }
    }

    @Test func `Holm keeps the order and never lowers a p-value`() {
        var generator = SplitMix64(seed: 9)
        for _ in 0..<200 {
            let values = (0..<generator.index(below: 12)).map { _ in
                Double(generator.index(below: 21)) / 20
            }
            let adjusted = Holm.adjusted(values)
            for (one, value) in zip(adjusted, values) { #expect(value...1 ~= one) }
            for left in values.indices {
                for right in values.indices where values[left] <= values[right] {
                    #expect(adjusted[left] <= adjusted[right])
                }
            }
        }
    }

    @Test func `Wilson agrees with statsmodels`() throws {
        for json in try SignificanceTests.cases("wilson") {
            let interval = Wilson.interval(
                successes: try #require(json["successes"]?.integer),
                trials: try #require(json["trials"]?.integer))
            try expect(interval?.low, near: json["interval"]?[0]?.double, within: 1e-12)
            try expect(interval?.high, near: json["interval"]?[1]?.double, within: 1e-12)
        }
        #expect(Wilson.interval(successes: 0, trials: 0) == nil)
    }

    private static func table(_ counts: [Int]) -> PairedTable {
        PairedTable(
            bothRight: counts[0], onlyFirst: counts[1], onlySecond: counts[2],
            bothWrong: counts[3])
    }

    @Test func `the interval of a difference agrees with its formula in Python`() throws {
        for json in try SignificanceTests.cases("newcombe") {
            let interval = SignificanceTests.table(json["table"]?.integers ?? [])
                .differenceInterval
            try expect(interval?.low, near: json["interval"]?[0]?.double, within: 1e-9)
            try expect(interval?.high, near: json["interval"]?[1]?.double, within: 1e-9)
        }
    }

    // Newcombe 1998, the table of 36, 12, 2 and 0; Fagerland, Lydersen and Laake 2014,
    // airway hyper-responsiveness before and after transplantation.
    @Test(arguments: [
        ([36, 2, 12, 0], 0.0569, 0.3404, 0.000_05), ([1, 7, 1, 12], -0.507, -0.026, 0.0005),
    ])
    func `the interval of a difference is the published one`(
        counts: [Int], low: Double, high: Double, tolerance: Double
    ) throws {
        let interval = SignificanceTests.table(counts).differenceInterval
        try expect(interval?.low, near: low, within: tolerance)
        try expect(interval?.high, near: high, within: tolerance)
    }

    @Test func `no samples have no difference`() {
        let table = SignificanceTests.table([0, 0, 0, 0])
        #expect(table.difference == nil)
        #expect(table.differenceInterval == nil)
        #expect(table.p == 1)
    }
}
