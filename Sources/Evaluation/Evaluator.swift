package import Codecs
package import Records

/// Judges predictions against references, sample by sample.
package struct Evaluator: Sendable {
    /// One run by several metrics.
    package struct Result: Sendable, Equatable {
        package let report: Report
        /// For each metric, in the order of the report.
        package let outcomes: [Outcomes]
    }

    package let order: Digest
    package let references: [LabelValue?]
    package let bootstrap: Bootstrap

    /// - Parameters:
    ///   - keys: the samples, in the order of the view.
    ///   - references: for each sample; nil for those that have none and are ignored.
    ///   - bootstrap: for the intervals of metrics that know nothing better.
    package init(
        keys: [SampleKey], references: [LabelValue?], bootstrap: Bootstrap = Bootstrap()
    ) {
        precondition(keys.count == references.count, "every sample has its place")
        order = SampleOrder.digest(of: keys)
        self.references = references
        self.bootstrap = bootstrap
    }

    /// The report of `predictions` and the outcomes behind it.
    ///
    /// - Parameter predictions: for each sample; nil for those that have none.
    package func evaluate(_ predictions: [LabelValue?], by metrics: [any Metric]) -> Result {
        let outcomes = metrics.map { self.outcomes(of: predictions, by: $0) }
        let scores = zip(metrics, outcomes).map { metric, outcomes in
            metric.score(of: outcomes, bootstrap: bootstrap)
        }
        return Result(report: Report(order: order, scores: scores), outcomes: outcomes)
    }

    /// How each sample goes by `metric`.
    package func outcomes(of predictions: [LabelValue?], by metric: some Metric) -> Outcomes {
        precondition(predictions.count == references.count, "every sample has its place")
        return Outcomes(
            signature: metric.signature, order: order,
            outcomes: zip(references, predictions).map { reference, prediction in
                guard let reference else { return .ignored }
                return metric.judge(reference: reference, prediction: prediction)
            })
    }
}
