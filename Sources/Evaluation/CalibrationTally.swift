/// How sure and how right predictions are, by bins of confidence.
///
/// Confidences are added as integers of 2⁻⁶⁴, so that their sum does not depend on the order.
package struct CalibrationTally: Tally {
    /// Bins of equal width between 0 and 1; confidence 1 itself has one more.
    package static let binCount = 15

    package struct Bin: Sendable, Equatable {
        package private(set) var count = 0
        package private(set) var correct = 0
        private var confidence: UInt128 = 0

        static func + (left: Bin, right: Bin) -> Bin {
            var sum = left
            sum.count += right.count
            sum.correct += right.correct
            sum.confidence += right.confidence
            return sum
        }

        mutating func add(confidence: Double, isCorrect: Bool, times count: Int) {
            self.count += count
            if isCorrect { correct += count }
            self.confidence += UInt128(confidence * Bin.unitsPerOne) * UInt128(count)
        }

        /// The share of predictions that are right; nil of none.
        package var accuracy: Double? { count > 0 ? Double(correct) / Double(count) : nil }
        /// nil of no prediction.
        package var meanConfidence: Double? {
            count > 0 ? Double(confidence) / Bin.unitsPerOne / Double(count) : nil
        }

        private static let unitsPerOne = 0x1p64
    }

    /// ``binCount`` bins `edges[i] ≤ confidence < edges[i + 1]`, and the one of confidence 1.
    package private(set) var bins = [Bin](repeating: Bin(), count: binCount + 1)

    package static let zero = CalibrationTally()

    package static func + (left: CalibrationTally, right: CalibrationTally) -> CalibrationTally {
        var sum = left
        for (index, bin) in right.bins.enumerated() { sum.bins[index] = sum.bins[index] + bin }
        return sum
    }

    package mutating func add(_ outcome: Outcome, times count: Int) {
        guard let confidence = outcome.confidence, let isCorrect = outcome.isCorrect else { return }
        bins[CalibrationTally.bin(of: confidence)].add(
            confidence: confidence, isCorrect: isCorrect, times: count)
    }

    /// The lower edges of all bins, computed as `torch.linspace(0, 1, 16)` computes them: from
    /// both ends to the middle. The last bit decides where a confidence on an edge goes.
    package static let edges: [Double] = (0...binCount).map { index in
        let step = 1 / Double(binCount)
        return index < (binCount + 1) / 2
            ? step * Double(index) : 1 - step * Double(binCount - index)
    }

    /// The last bin whose lower edge is not above `confidence`, which is from 0 to 1.
    static func bin(of confidence: Double) -> Int {
        // The product of an edge is its index, so rounding can only put what is below it too high.
        let bin = Int(confidence * Double(binCount))
        return confidence < edges[bin] ? bin - 1 : bin
    }

    package var count: Int { bins.reduce(0) { $0 + $1.count } }
}
