package import Codecs
package import Records

/// How often each class was predicted for each class. It has no single value.
package struct ConfusionMatrix: Metric {
    /// Classes up to which the whole matrix is in the detail: 256² counts are about 256 kB of JSON.
    package static let matrixClassLimit = 256
    /// Confusions that the detail lists: what a person reads.
    package static let worstPairLimit = 20

    package static let description = MetricDescription(
        name: "confusion_matrix",
        version: 1,
        definition: "Counts of samples by reference class (row) and predicted class (column); "
            + "samples without a valid prediction are left out.",
        source: "scikit-learn user guide, \"Confusion matrix\"",
        agreesWith: .init(
            implementation: "scikit-learn 1.9.1 confusion_matrix", tolerance: 0),
        higherIsBetter: nil,
        isShareOfCorrect: false,
        judges: .category,
        parameters: [])

    package init(parameters: JSONObject) throws(MetricError) {
        try MetricError.reading(parameters) { _ in }
    }

    package var settings: [MetricSetting] { [MissingPolicy.none.setting] }

    package func judge(reference: LabelValue, prediction: LabelValue?) -> Outcome {
        let outcome = Outcome.ofClasses(
            reference: reference, prediction: prediction, missing: .none)
        guard outcome.status == .invalid, let right = outcome.reference else { return outcome }
        return .unscored(.invalid, reference: right, countsAsWrong: false)
    }

    package func value(_ evidence: ConfusionTally) -> Double? { nil }

    package func interval(_ evidence: ConfusionTally, bootstrap: () -> Interval?) -> Interval? {
        nil
    }

    package func detail(_ evidence: ConfusionTally) -> JSON? {
        let classes = evidence.classes
        let isWhole = classes.count <= ConfusionMatrix.matrixClassLimit
        let worst = evidence.worstPairs(limit: ConfusionMatrix.worstPairLimit)
        return [
            "classes": isWhole ? .array(classes.map(\.json)) : .null,
            "counts": isWhole
                ? .array(evidence.matrix.map { .array($0.map { .number($0) }) }) : .null,
            "worst_pairs": .array(worst.map(\.json)),
        ]
    }
}

extension ConfusionTally.Confusion {
    package var json: JSON {
        ["reference": reference.json, "prediction": prediction.json, "count": .number(count)]
    }
}
