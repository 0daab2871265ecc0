/// The percentile bootstrap over samples: how a value varies when the samples are drawn again.
///
/// Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13. One
/// ``SplitMix64`` sequence serves all resamples: `count` draws each, in order.
package struct Bootstrap: Sendable, Equatable {
    /// Most resamples: more do not sharpen 95 % bounds that anyone reads.
    package static let resampleLimit = 10_000

    package let resamples: Int
    package let seed: UInt64

    /// - Parameter resamples: from 1 to ``resampleLimit``.
    package init(resamples: Int = 1_000, seed: UInt64 = 1) {
        precondition((1...Bootstrap.resampleLimit).contains(resamples), "resamples in range")
        self.resamples = resamples
        self.seed = seed
    }

    /// The interval of what `value` computes of samples.
    ///
    /// Time is samples × resamples draws, a few nanoseconds each.
    ///
    /// - Parameters:
    ///   - kinds: the kind of every sample, from 0 up to `kindCount`; equal samples are of one
    ///     kind.
    ///   - value: from how often each kind was drawn.
    /// - Returns: nil of no samples, or when a resample has no value.
    package func interval(
        kinds: [Int], kindCount: Int, value: (_ counts: [Int]) -> Double?
    ) -> Interval? {
        guard !kinds.isEmpty else { return nil }
        var generator = SplitMix64(seed: seed)
        var values: [Double] = []
        var counts = [Int](repeating: 0, count: kindCount)
        for _ in 0..<resamples {
            for kind in counts.indices { counts[kind] = 0 }
            for _ in kinds.indices { counts[kinds[generator.index(below: kinds.count)]] += 1 }
            guard let resampled = value(counts) else { return nil }
            values.append(resampled)
        }
        values.sort()
        let tail = (1 - Interval.level) / 2
        return Interval(
            low: Bootstrap.quantile(tail, of: values),
            high: Bootstrap.quantile(1 - tail, of: values),
            method: "percentile-bootstrap(\(resamples),seed=\(seed))")
    }

    /// The quantile by linear interpolation, `numpy.quantile`'s default (type 7 of Hyndman and
    /// Fan 1996).
    static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let index = Int(place)
        let next = min(index + 1, sorted.count - 1)
        return sorted[index] + (sorted[next] - sorted[index]) * (place - Double(index))
    }
}
