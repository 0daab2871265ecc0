package import Records

/// How often each class was predicted for each class.
package struct ConfusionTally: Tally {
    /// A reference class with the class predicted for it; nil for a sample that counts as wrong
    /// because nothing that can be judged was predicted.
    package struct Pair: Sendable, Hashable {
        package let reference: ClassLabel
        package let prediction: ClassLabel?
    }

    /// A pair of different classes with its count.
    package struct Confusion: Sendable, Equatable {
        package let reference: ClassLabel
        package let prediction: ClassLabel
        package let count: Int
    }

    /// Counts of the pairs that occur.
    package private(set) var counts: [Pair: Int] = [:]

    package static let zero = ConfusionTally()

    package static func + (left: ConfusionTally, right: ConfusionTally) -> ConfusionTally {
        var sum = left
        sum.counts.merge(right.counts, uniquingKeysWith: +)
        return sum
    }

    package mutating func add(_ outcome: Outcome, times count: Int) {
        guard count > 0, let reference = outcome.reference else { return }
        counts[Pair(reference: reference, prediction: outcome.prediction), default: 0] += count
    }

    /// The classes that occur in references or predictions, in order.
    package var classes: [ClassLabel] {
        var classes: Set<ClassLabel> = []
        for pair in counts.keys {
            classes.insert(pair.reference)
            if let prediction = pair.prediction { classes.insert(prediction) }
        }
        return classes.sorted()
    }

    /// Counts by the indices of ``classes``: `[reference][prediction]`.
    package var matrix: [[Int]] {
        let classes = self.classes
        return classes.map { reference in
            classes.map { counts[Pair(reference: reference, prediction: $0), default: 0] }
        }
    }

    /// The confusions that occur most often: higher counts first, then in the order of classes.
    package func worstPairs(limit: Int) -> [Confusion] {
        let confusions = counts.compactMap { pair, count -> Confusion? in
            guard let prediction = pair.prediction, prediction != pair.reference else { return nil }
            return Confusion(reference: pair.reference, prediction: prediction, count: count)
        }
        let sorted = confusions.sorted { left, right in
            if left.count != right.count { return left.count > right.count }
            if left.reference != right.reference { return left.reference < right.reference }
            return left.prediction < right.prediction
        }
        return Array(sorted.prefix(limit))
    }
}
