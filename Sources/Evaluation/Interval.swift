/// Where a value lies, with 95 % confidence.
package struct Interval: Sendable, Equatable {
    package static let level = 0.95

    package let low: Double
    package let high: Double
    /// How it was computed: `wilson`, `newcombe`, or `percentile-bootstrap(1000,seed=1)`.
    package let method: String

    /// The 0.975 quantile of the standard normal distribution.
    static let normalQuantile = 1.959_963_984_540_054
}

/// The score interval of a proportion, without continuity correction.
///
/// Source: Wilson 1927, JASA 22:209–212. Agrees with statsmodels
/// `proportion_confint(method="wilson")`.
package enum Wilson {
    /// nil of no trials.
    package static func interval(successes: Int, trials: Int) -> Interval? {
        precondition(0 <= successes && successes <= trials, "successes are among the trials")
        guard trials > 0 else { return nil }
        let count = Double(trials)
        let share = Double(successes) / count
        let squared = Interval.normalQuantile * Interval.normalQuantile
        let denominator = 1 + squared / count
        let center = (share + squared / (2 * count)) / denominator
        let variance = share * (1 - share) / count + squared / (4 * count * count)
        let halfWidth = Interval.normalQuantile * variance.squareRoot() / denominator
        // At the ends the formula gives exactly 0 or 1; rounding may miss it.
        return Interval(
            low: successes == 0 ? 0 : max(0, center - halfWidth),
            high: successes == trials ? 1 : min(1, center + halfWidth),
            method: "wilson")
    }
}
