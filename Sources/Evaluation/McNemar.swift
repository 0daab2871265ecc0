/// The exact McNemar test: whether two models err equally often on the same samples.
///
/// Source: McNemar 1947, Psychometrika 12:153–157, with the binomial distribution. Agrees with
/// statsmodels `mcnemar(exact=True)`.
package enum McNemar {
    /// The two-sided p-value: twice the smaller tail of Binomial(n, ½), at most 1; 1 when the
    /// models never differ.
    ///
    /// Takes time linear in the counts. Uses additions, multiplications and divisions only, so the
    /// result is the same on every machine; relative error below 1e-12 up to a million samples.
    ///
    /// - Parameters:
    ///   - onlyFirst: samples that only the first model has right.
    ///   - onlySecond: samples that only the second model has right.
    package static func exactP(onlyFirst: Int, onlySecond: Int) -> Double {
        precondition(onlyFirst >= 0 && onlySecond >= 0, "counts are not negative")
        let trials = onlyFirst + onlySecond
        let smaller = min(onlyFirst, onlySecond)
        // One half or more of the distribution is in this tail.
        guard 2 * smaller < trials - 1 else { return 1 }
        let middle = trials / 2
        let all = lowerSum(trials: trials, from: middle)
        // Odd: two equal halves. Even: the middle is in one of them only.
        let total = trials.isMultiple(of: 2) ? 2 * all - 1 : 2 * all
        let reached = ratio(trials: trials, from: middle, down: smaller)
        let tail = 2 * reached.significand * lowerSum(trials: trials, from: smaller) / total
        return min(1, tail * Double(sign: .plus, exponent: reached.exponent, significand: 1))
    }

    /// The sum of C(trials, i) for i ≤ `start`, divided by C(trials, start).
    private static func lowerSum(trials: Int, from start: Int) -> Double {
        var term = 1.0
        var sum = 1.0
        var index = start
        // Terms fall ever faster: those below 2⁻⁷⁰ of the sum add up to less than its last bit.
        while index > 0, term > sum * 0x1p-70 {
            term *= Double(index) / Double(trials - index + 1)
            sum += term
            index -= 1
        }
        return sum
    }

    /// C(trials, end) / C(trials, start) as significand × 2^exponent, for `end` ≤ `start`.
    private static func ratio(trials: Int, from start: Int, down end: Int)
        -> (significand: Double, exponent: Int)
    {
        var significand = 1.0
        var exponent = 0
        var index = start
        while index > end {
            significand *= Double(index) / Double(trials - index + 1)
            index -= 1
            if significand < 0x1p-500 {
                significand *= 0x1p500
                exponent -= 500
            }
        }
        return (significand, exponent)
    }
}
