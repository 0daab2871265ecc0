package import Records

/// How one sample went: what every metric's evidence is made of, and what is kept of a run.
package struct Outcome: Sendable, Hashable {
    /// What became of the sample. Every sample of a run is exactly one of these.
    package enum Status: UInt8, Sendable, CaseIterable {
        /// The prediction was judged.
        case scored = 0
        /// There is no prediction.
        case missing = 1
        /// There is a prediction that this metric cannot judge.
        case invalid = 2
        /// There is no reference that this metric can judge against.
        case ignored = 3
    }

    package let status: Status
    /// Whether the prediction is right; nil when the sample has no part in the value.
    package let isCorrect: Bool?
    /// The class, or the number, that is right.
    package let reference: ClassLabel?
    /// The class, or the number, that was predicted.
    package let prediction: ClassLabel?
    /// The highest probability that the prediction states, from 0 to 1.
    package let confidence: Double?

    /// Whether the sample has a part in the value.
    package var counts: Bool { isCorrect != nil }

    /// No reference to judge against.
    package static let ignored = Outcome(
        status: .ignored, isCorrect: nil, reference: nil, prediction: nil, confidence: nil)

    /// A judged prediction.
    package static func scored(
        isCorrect: Bool, reference: ClassLabel, prediction: ClassLabel, confidence: Double? = nil
    ) -> Outcome {
        Outcome(
            status: .scored, isCorrect: isCorrect, reference: reference, prediction: prediction,
            confidence: confidence)
    }

    /// No prediction, or one that cannot be judged: wrong, or without a part in the value.
    package static func unscored(
        _ status: Status, reference: ClassLabel, countsAsWrong: Bool
    ) -> Outcome {
        Outcome(
            status: status, isCorrect: countsAsWrong ? false : nil, reference: reference,
            prediction: nil, confidence: nil)
    }
}
