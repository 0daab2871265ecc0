/// How many samples are right, of how many.
package struct CorrectTally: Tally {
    package private(set) var correct = 0
    package private(set) var count = 0

    package static let zero = CorrectTally()

    package static func + (left: CorrectTally, right: CorrectTally) -> CorrectTally {
        var sum = left
        sum.correct += right.correct
        sum.count += right.count
        return sum
    }

    package mutating func add(_ outcome: Outcome, times count: Int) {
        self.count += count
        if outcome.isCorrect == true { correct += count }
    }

    /// The share of samples that are right; nil of none.
    package var share: Double? { count > 0 ? Double(correct) / Double(count) : nil }

    package var interval: Interval? { Wilson.interval(successes: correct, trials: count) }
}
