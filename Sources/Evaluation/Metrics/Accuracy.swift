package import Codecs
package import Records

/// The share of samples whose predicted class is the reference class.
package struct Accuracy: Metric {
    package static let description = MetricDescription(
        name: "accuracy",
        version: 1,
        definition: "The share of samples whose predicted class equals the reference class.",
        source: "scikit-learn user guide, \"Accuracy score\"; interval: Wilson 1927, without "
            + "continuity correction",
        agreesWith: .init(
            implementation: "scikit-learn 1.9.1 accuracy_score, statsmodels 0.15.0 "
                + "proportion_confint(method=\"wilson\")",
            tolerance: 1e-12),
        higherIsBetter: true,
        isShareOfCorrect: true,
        judges: .category,
        parameters: [MissingPolicy.parameter])

    private let missing: MissingPolicy

    package init(parameters: JSONObject) throws(MetricError) {
        missing = try MissingPolicy(parameters: parameters)
    }

    package var settings: [MetricSetting] { [missing.setting] }

    package func judge(reference: LabelValue, prediction: LabelValue?) -> Outcome {
        .ofClasses(reference: reference, prediction: prediction, missing: missing)
    }

    package func value(_ evidence: CorrectTally) -> Double? { evidence.share }

    package func interval(_ evidence: CorrectTally, bootstrap: () -> Interval?) -> Interval? {
        evidence.interval
    }
}
