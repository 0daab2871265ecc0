extension Metric {
    /// The evidence of the samples at `positions`.
    package func evidence(of outcomes: Outcomes, among positions: some Sequence<Int>) -> Evidence {
        var evidence = Evidence.zero
        for position in positions {
            let outcome = outcomes[position]
            if outcome.counts { evidence.add(outcome, times: 1) }
        }
        return evidence
    }

    /// The score of all samples.
    package func score(of outcomes: Outcomes, bootstrap: Bootstrap = Bootstrap()) -> Score {
        score(of: outcomes, among: 0..<outcomes.count, bootstrap: bootstrap)
    }

    /// The score of the samples at `positions`: of a slice.
    ///
    /// - Parameter outcomes: made by a metric with this signature.
    package func score(
        of outcomes: Outcomes, among positions: some Collection<Int>,
        bootstrap: Bootstrap = Bootstrap()
    ) -> Score {
        precondition(outcomes.signature == signature, "outcomes are those of this metric")
        let counted = positions.map { outcomes[$0] }.filter(\.counts)
        var evidence = Evidence.zero
        for outcome in counted { evidence.add(outcome, times: 1) }
        return Score(
            name: Self.name,
            value: value(evidence),
            interval: interval(evidence) { resampled(counted, by: bootstrap) },
            signature: signature,
            n: counted.count,
            accounting: outcomes.accounting(among: positions),
            detail: detail(evidence))
    }

    /// The bootstrap interval of the value of `outcomes`, which all count.
    private func resampled(_ outcomes: [Outcome], by bootstrap: Bootstrap) -> Interval? {
        // Equal outcomes are drawn together: a resample then adds up few kinds, not all samples.
        var codes: [Outcome: Int] = [:]
        var distinct: [Outcome] = []
        let kinds = outcomes.map { outcome in
            if let code = codes[outcome] { return code }
            codes[outcome] = distinct.count
            distinct.append(outcome)
            return distinct.count - 1
        }
        return bootstrap.interval(kinds: kinds, kindCount: distinct.count) { counts in
            var evidence = Evidence.zero
            for (outcome, count) in zip(distinct, counts) where count > 0 {
                evidence.add(outcome, times: count)
            }
            return value(evidence)
        }
    }
}
