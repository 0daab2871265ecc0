import Records

extension Outcome {
    /// How a predicted class went, judged by equality with the reference class.
    static func ofClasses(
        reference: LabelValue, prediction: LabelValue?, missing: MissingPolicy
    ) -> Outcome {
        guard case .category(let right, _) = reference else { return .ignored }
        switch prediction {
        case nil:
            return .unscored(.missing, reference: right, countsAsWrong: missing == .wrong)
        case .category(let stated, let probabilities):
            return .scored(
                isCorrect: stated == right, reference: right, prediction: stated,
                confidence: probabilities.flatMap(confidence))
        case .text, .number:
            return .unscored(.invalid, reference: right, countsAsWrong: true)
        }
    }

    /// The highest probability; nil when there is none or one is not from 0 to 1.
    static func confidence(of probabilities: [Double]) -> Double? {
        guard probabilities.allSatisfy({ (0...1).contains($0) }) else { return nil }
        return probabilities.max()
    }
}
