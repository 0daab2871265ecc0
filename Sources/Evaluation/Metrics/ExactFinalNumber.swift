package import Codecs
package import Records

/// The share of texts whose last number is the reference's last number.
package struct ExactFinalNumber: Metric {
    package static let description = MetricDescription(
        name: "exact_final_number",
        version: 1,
        definition: "The share of samples whose predicted text has the same last number as the "
            + "reference text, compared as exact decimals; a text without a number, or that ends "
            + "in a quotient such as 1/2, is invalid and counts as wrong.",
        source: "Cobbe et al. 2021, arXiv 2110.14168 (GSM8K); interval: Wilson 1927, without "
            + "continuity correction",
        agreesWith: .init(
            implementation: "is_correct of openai/grade-school-math example_model_solutions.jsonl",
            tolerance: 0),
        higherIsBetter: true,
        isShareOfCorrect: true,
        judges: .text,
        parameters: [MissingPolicy.parameter])

    private let missing: MissingPolicy

    package init(parameters: JSONObject) throws(MetricError) {
        missing = try MissingPolicy(parameters: parameters)
    }

    package var settings: [MetricSetting] { [missing.setting] }

    package func judge(reference: LabelValue, prediction: LabelValue?) -> Outcome {
        guard let right = ExactFinalNumber.number(in: reference) else { return .ignored }
        guard let prediction else {
            return .unscored(
                .missing, reference: right.label, countsAsWrong: missing == .wrong)
        }
        guard let stated = ExactFinalNumber.number(in: prediction) else {
            return .unscored(.invalid, reference: right.label, countsAsWrong: true)
        }
        return .scored(
            isCorrect: stated == right, reference: right.label, prediction: stated.label)
    }

    package func value(_ evidence: CorrectTally) -> Double? { evidence.share }

    package func interval(_ evidence: CorrectTally, bootstrap: () -> Interval?) -> Interval? {
        evidence.interval
    }

    private static func number(in value: LabelValue) -> ExactDecimal? {
        switch value {
        case .text(let text): FinalNumber.find(in: text)
        case .number(let number): FinalNumber.find(in: number.text)
        case .category: nil
        }
    }
}
