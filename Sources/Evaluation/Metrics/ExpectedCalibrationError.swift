package import Codecs
package import Records

/// How far stated confidences are from the shares of right predictions.
package struct ExpectedCalibrationError: Metric {
    package static let description = MetricDescription(
        name: "expected_calibration_error",
        version: 1,
        definition: "The mean over predictions of |share right − mean confidence| in their bin, of "
            + "15 bins of equal width that include their lower edge and one of confidence 1; "
            + "confidence is the highest probability, right is what the stated class says; "
            + "predictions without probabilities are invalid and left out.",
        source: "Guo et al. 2017, arXiv 1706.04599, section 2; interval: percentile bootstrap over "
            + "samples, Efron and Tibshirani 1993, chapter 13",
        agreesWith: .init(
            implementation: "torchmetrics 1.9.0 "
                + "MulticlassCalibrationError(n_bins=15, norm=\"l1\"), its code transcribed "
                + "to numpy in float64",
            tolerance: 1e-9),
        higherIsBetter: false,
        isShareOfCorrect: false,
        judges: .category,
        parameters: [])

    package init(parameters: JSONObject) throws(MetricError) {
        try MetricError.reading(parameters) { _ in }
    }

    package var settings: [MetricSetting] {
        [
            MetricSetting(name: "bins", value: String(CalibrationTally.binCount)),
            MissingPolicy.none.setting,
        ]
    }

    package func judge(reference: LabelValue, prediction: LabelValue?) -> Outcome {
        let outcome = Outcome.ofClasses(
            reference: reference, prediction: prediction, missing: .none)
        guard let right = outcome.reference else { return outcome }
        switch outcome.status {
        case .scored where outcome.confidence != nil: return outcome
        case .scored, .invalid:
            return .unscored(.invalid, reference: right, countsAsWrong: false)
        case .missing, .ignored: return outcome
        }
    }

    package func value(_ evidence: CalibrationTally) -> Double? {
        let count = evidence.count
        guard count > 0 else { return nil }
        return evidence.bins.reduce(0.0) { sum, bin in
            guard let accuracy = bin.accuracy, let confidence = bin.meanConfidence else {
                return sum
            }
            return sum + abs(accuracy - confidence) * (Double(bin.count) / Double(count))
        }
    }

    package func interval(_ evidence: CalibrationTally, bootstrap: () -> Interval?) -> Interval? {
        bootstrap()
    }

    /// The reliability diagram: every bin with what is in it.
    package func detail(_ evidence: CalibrationTally) -> JSON? {
        [
            "bins": .array(
                zip(CalibrationTally.edges, evidence.bins).map { edge, bin in
                    [
                        "from": .number(edge),
                        "count": .number(bin.count),
                        "accuracy": .optional(bin.accuracy),
                        "confidence": .optional(bin.meanConfidence),
                    ]
                })
        ]
    }
}
