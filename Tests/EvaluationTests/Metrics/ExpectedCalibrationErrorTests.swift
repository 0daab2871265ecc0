import Codecs
import Evaluation
import Records
import Testing

struct ExpectedCalibrationErrorTests {
    /// A prediction of class 1 with this confidence, in two or in three probabilities.
    private static func prediction(_ confidence: Double) -> LabelValue {
        .category(.integer(1), probabilities: [0, confidence])
    }

    private static func run(_ json: JSON) -> (references: [LabelValue?], predictions: [LabelValue?])
    {
        let accuracies = json["accuracies"]?.integers ?? []
        return (
            accuracies.map { .category(.integer($0), probabilities: nil) },
            (json["confidences"]?.doubles ?? []).map { prediction($0) }
        )
    }

    @Test func `edges are those of torch linspace`() throws {
        let expected = try Fixture.json("calibration")["edges"]?.doubles
        #expect(CalibrationTally.edges == expected)
    }

    @Test func `it agrees with torchmetrics and its interval with numpy`() throws {
        let cases = try Fixture.json("calibration")["cases"]?.array ?? []
        #expect(cases.count == 7)
        let tolerance = ExpectedCalibrationError.description.agreesWith.tolerance
        for json in cases {
            let (references, predictions) = ExpectedCalibrationErrorTests.run(json)
            let score = try evaluate(
                references, predictions, by: metric("expected_calibration_error"),
                bootstrap: Bootstrap(resamples: 50, seed: 7)
            ).score
            let name = json["name"]?.string ?? ""
            try expect(score.value, near: json["error"]?.double, within: tolerance, name)
            let bounds = json["bootstrap"]
            try expect(score.interval?.low, near: bounds?[0]?.double, within: tolerance, name)
            try expect(score.interval?.high, near: bounds?[1]?.double, within: tolerance, name)
        }
    }

    @Test func `confidence 1 has a bin of its own`() throws {
        let score = try evaluate(
            [category("1"), category("1")],
            [1, 0.99].map { ExpectedCalibrationErrorTests.prediction($0) },
            by: metric("expected_calibration_error")
        ).score
        let counts = score.detail?["bins"]?.array?.map { $0["count"]?.integer }
        #expect(counts == [Int?](repeating: 0, count: 14) + [1, 1])
    }

    @Test func `the stated class is judged, not the most probable one`() throws {
        let stated = LabelValue.category(.integer(0), probabilities: [0.25, 0.75])
        let outcomes = try evaluate(
            [category("0")], [stated], by: metric("expected_calibration_error")
        ).outcomes
        #expect(outcomes[0].isCorrect == true)
        #expect(outcomes[0].confidence == 0.75)
    }

    @Test(arguments: [
        LabelValue.category(.integer(1), probabilities: nil),
        .category(.integer(1), probabilities: []),
        .category(.integer(1), probabilities: [0.5, 1.5]),
        .category(.integer(1), probabilities: [-0.5, 0.5]),
        .category(.integer(1), probabilities: [.nan, 0.5]),
        .text("1"),
    ])
    func `without probabilities from 0 to 1 a prediction is invalid`(value: LabelValue) throws {
        let score = try evaluate(
            [category("1"), category("1"), category("1")],
            [value, ExpectedCalibrationErrorTests.prediction(1), nil],
            by: metric("expected_calibration_error")
        ).score
        #expect(score.accounting.invalid == 1)
        #expect(score.accounting.missing == 1)
        #expect(score.n == 1)
        #expect(score.value == 0)
    }
}
