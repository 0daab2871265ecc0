package import Codecs
package import Records

/// The mean over classes of F1, each class counting the same.
package struct MacroF1: Metric {
    package static let description = MetricDescription(
        name: "macro_f1",
        version: 1,
        definition: "The unweighted mean of 2TP / (2TP + FP + FN) over the classes that occur in "
            + "references or predictions; a sample without a valid prediction is a false negative "
            + "of its class.",
        source: "scikit-learn user guide, \"Multiclass and multilabel classification\"; "
            + "interval: percentile bootstrap over samples, Efron and Tibshirani 1993, chapter 13",
        agreesWith: .init(
            implementation: "scikit-learn 1.9.1 f1_score(average=\"macro\", zero_division=0)",
            tolerance: 1e-12),
        higherIsBetter: true,
        isShareOfCorrect: false,
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

    package func value(_ evidence: ConfusionTally) -> Double? {
        let classes = evidence.classes
        guard !classes.isEmpty else { return nil }
        let counts = MacroF1.counts(of: evidence)
        // In the order of classes, so that the sum has one value.
        let sum = classes.reduce(0.0) { $0 + (counts[$1]?.f1 ?? 0) }
        return sum / Double(classes.count)
    }

    package func interval(_ evidence: ConfusionTally, bootstrap: () -> Interval?) -> Interval? {
        bootstrap()
    }

    /// F1 of each class, in the order of classes.
    package func detail(_ evidence: ConfusionTally) -> JSON? {
        let counts = MacroF1.counts(of: evidence)
        return [
            "per_class": .array(
                evidence.classes.map { label in
                    let count = counts[label] ?? ClassCounts()
                    return [
                        "class": label.json,
                        "f1": .number(count.f1),
                        "support": .number(count.hits + count.misses),
                    ]
                })
        ]
    }

    private struct ClassCounts {
        var hits = 0
        var falseAlarms = 0
        var misses = 0

        /// A class occurs, so the denominator is positive.
        var f1: Double { Double(2 * hits) / Double(2 * hits + falseAlarms + misses) }
    }

    private static func counts(of evidence: ConfusionTally) -> [ClassLabel: ClassCounts] {
        var counts: [ClassLabel: ClassCounts] = [:]
        for (pair, count) in evidence.counts {
            if pair.prediction == pair.reference {
                counts[pair.reference, default: ClassCounts()].hits += count
            } else {
                counts[pair.reference, default: ClassCounts()].misses += count
                if let prediction = pair.prediction {
                    counts[prediction, default: ClassCounts()].falseAlarms += count
                }
            }
        }
        return counts
    }
}
