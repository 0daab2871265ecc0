package import Codecs

/// How two models did on the same samples.
package struct PairedTable: Sendable, Equatable {
    package let bothRight: Int
    package let onlyFirst: Int
    package let onlySecond: Int
    package let bothWrong: Int

    package init(bothRight: Int, onlyFirst: Int, onlySecond: Int, bothWrong: Int) {
        self.bothRight = bothRight
        self.onlyFirst = onlyFirst
        self.onlySecond = onlySecond
        self.bothWrong = bothWrong
    }

    package var count: Int { bothRight + onlyFirst + onlySecond + bothWrong }

    /// The second model's share of right samples minus the first's; nil of no samples.
    package var difference: Double? {
        count > 0 ? Double(onlySecond - onlyFirst) / Double(count) : nil
    }

    /// ``McNemar``'s two-sided p-value.
    package var p: Double { McNemar.exactP(onlyFirst: onlyFirst, onlySecond: onlySecond) }

    /// The interval of ``difference``; nil of no samples.
    ///
    /// Source: Newcombe 1998, Statistics in Medicine 17:2635–2650, method 10: Wilson intervals of
    /// both shares, joined with the correlation between them, which is corrected for continuity
    /// when positive.
    package var differenceInterval: Interval? {
        guard let first = Wilson.interval(successes: bothRight + onlyFirst, trials: count),
            let second = Wilson.interval(successes: bothRight + onlySecond, trials: count),
            let difference
        else { return nil }
        let firstShare = Double(bothRight + onlyFirst) / Double(count)
        let secondShare = Double(bothRight + onlySecond) / Double(count)
        func reach(_ one: Double, _ other: Double) -> Double {
            max(0, one * one - 2 * correlation * one * other + other * other).squareRoot()
        }
        return Interval(
            low: difference - reach(secondShare - second.low, first.high - firstShare),
            high: difference + reach(second.high - secondShare, firstShare - first.low),
            method: "newcombe")
    }

    private var correlation: Double {
        let (right, first) = (Double(bothRight), Double(onlyFirst))
        let (second, wrong) = (Double(onlySecond), Double(bothWrong))
        let margins = (right + first) * (second + wrong) * (right + second) * (first + wrong)
        guard margins > 0 else { return 0 }
        let determinant = right * wrong - first * second
        let corrected = determinant > 0 ? max(0, determinant - Double(count) / 2) : determinant
        return corrected / margins.squareRoot()
    }

    package var json: JSON {
        [
            "both_right": .number(bothRight), "only_first": .number(onlyFirst),
            "only_second": .number(onlySecond), "both_wrong": .number(bothWrong),
        ]
    }
}
