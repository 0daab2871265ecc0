import Codecs
package import Evaluation
package import Records

/// A run seen through one of its metrics, sample by sample.
package struct JudgedRun: Sendable {
    package let run: Run
    package let benchmark: Benchmark
    package let metric: any Metric
    package let outcomes: Outcomes
    let storage: Storage

    /// The samples in the order of the outcomes.
    package func keys() throws -> [SampleKey] {
        try BenchmarkView(benchmark.recipe, storage).keys
    }

    /// How far a claim of the predictions about themselves agrees with the metric.
    ///
    /// - Parameter attribute: a member of the annotations' attributes that is true where the
    ///   claim is that the prediction is right.
    package func agreement(on attribute: String) throws -> Agreement {
        let view = try BenchmarkView(benchmark.recipe, storage)
        var agreement = Agreement()
        for (position, annotation) in try view.annotations(of: run.recipe.predictions).enumerated()
        {
            guard let claim = annotation?.statement.attributes[attribute]?.bool,
                let isCorrect = outcomes.isCorrect(at: position)
            else {
                agreement.silentCount += 1
                continue
            }
            if claim == isCorrect {
                agreement.agreeingCount += 1
            } else {
                agreement.disagreements.append(
                    Agreement.Disagreement(
                        key: view.keys[position], claim: claim, outcome: outcomes[position]))
            }
        }
        return agreement
    }

    package struct Agreement: Sendable {
        package fileprivate(set) var agreeingCount = 0
        package fileprivate(set) var disagreements: [Disagreement] = []
        /// Samples of which the prediction claims nothing, or that the metric does not count.
        package fileprivate(set) var silentCount = 0

        package struct Disagreement: Sendable {
            package let key: SampleKey
            package let claim: Bool
            package let outcome: Outcome
        }
    }
}
