/// A sample that a run has wrong.
package struct Failure: Sendable, Equatable {
    package let position: Int
    package let outcome: Outcome
}

extension Outcomes {
    /// The samples that are wrong, most confident first, those without a confidence last; equally
    /// confident ones in the order of samples.
    package var failures: [Failure] {
        let wrong = (0..<count).filter { isCorrect(at: $0) == false }
        // A confidence is at least 0, so -1 is below all.
        let sorted = wrong.sorted { left, right in
            let one = columns.confidence(at: left) ?? -1
            let other = columns.confidence(at: right) ?? -1
            return one == other ? left < right : one > other
        }
        return sorted.map { Failure(position: $0, outcome: self[$0]) }
    }

    /// The pairs of classes that are confused most often.
    package func worstPairs(limit: Int) -> [ConfusionTally.Confusion] {
        var confusions = ConfusionTally.zero
        for position in 0..<count where isCorrect(at: position) == false {
            confusions.add(self[position], times: 1)
        }
        return confusions.worstPairs(limit: limit)
    }
}
