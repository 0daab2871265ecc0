extension Metric {
    /// The evidence of the samples at `positions`.
    package func evidence(of outcomes: Outcomes, among positions: some Sequence<Int>) -> Evidence {
        evidence(of: OutcomeKinds(outcomes, among: positions))
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
        let kinds = OutcomeKinds(outcomes, among: positions)
        let evidence = evidence(of: kinds)
        return Score(
            name: Self.name,
            value: value(evidence),
            interval: interval(evidence) {
                bootstrap.interval(kinds: kinds.codes, kindCount: kinds.distinct.count) { counts in
                    value(self.evidence(of: kinds.distinct, times: counts))
                }
            },
            signature: signature,
            n: kinds.codes.count,
            accounting: outcomes.accounting(among: positions),
            detail: detail(evidence))
    }

    private func evidence(of kinds: OutcomeKinds) -> Evidence {
        evidence(of: kinds.distinct, times: kinds.counts)
    }

    private func evidence(of outcomes: [Outcome], times counts: [Int]) -> Evidence {
        var evidence = Evidence.zero
        for (outcome, count) in zip(outcomes, counts) where count > 0 {
            evidence.add(outcome, times: count)
        }
        return evidence
    }
}
