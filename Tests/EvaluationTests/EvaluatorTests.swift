import Codecs
import Evaluation
import Records
import Testing

struct EvaluatorTests {
    private static let references: [LabelValue?] = [
        category("a"), category("b"), category("a"), category("b"), nil, .text("a"),
    ]
    private static let predictions: [LabelValue?] = [
        category("a"), category("a"), nil, .text("b"), category("a"), category("a"),
    ]

    private static func accuracy(_ missing: JSON) throws -> (score: Score, outcomes: Outcomes) {
        try evaluate(
            references, predictions,
            by: metric("accuracy", ["missing": missing]))
    }

    @Test func `a missing prediction counts as wrong`() throws {
        let score = try EvaluatorTests.accuracy("wrong").score
        #expect(score.value == 0.25)
        #expect(score.n == 4)
    }

    @Test func `a missing prediction has no part when the policy says so`() throws {
        let (score, outcomes) = try EvaluatorTests.accuracy("ignored")
        #expect(score.value == 1.0 / 3)
        #expect(score.n == 3)
        #expect(outcomes[2].status == .missing)
        #expect(outcomes[2].isCorrect == nil)
    }

    @Test(arguments: Metrics.all.map { $0.name })
    func `every sample is accounted for`(name: String) throws {
        let score = try evaluate(
            EvaluatorTests.references, EvaluatorTests.predictions, by: metric(name)
        ).score
        let accounting = score.accounting
        #expect(accounting.samples == 6)
        #expect(
            accounting.scored + accounting.missing + accounting.invalid + accounting.ignored == 6)
    }

    @Test(arguments: [
        ("accuracy", 4), ("macro_f1", 4), ("confusion_matrix", 2),
        ("expected_calibration_error", 0), ("exact_final_number", 0),
    ])
    func `missing and invalid predictions count where they can`(name: String, n: Int) throws {
        let score = try evaluate(
            EvaluatorTests.references, EvaluatorTests.predictions, by: metric(name)
        ).score
        #expect(score.n == n)
    }

    @Test func `samples without a reference are ignored`() throws {
        let accounting = try EvaluatorTests.accuracy("wrong").score.accounting
        #expect(accounting.scored == 2)
        #expect(accounting.missing == 1)
        #expect(accounting.invalid == 1)
        #expect(accounting.ignored == 2)
    }

    @Test func `a score in JSON has everything that makes it believable`() throws {
        let json = try EvaluatorTests.accuracy("wrong").score.json
        #expect(json["name"] == "accuracy")
        #expect(json["signature"] == "accuracy.v1|missing:wrong")
        #expect(json["n"] == 4)
        #expect(json["interval"]?["method"] == "wilson")
        #expect(json["interval"]?["level"]?.double == 0.95)
        let accounting: JSON = [
            "samples": 6, "scored": 2, "missing": 1, "invalid": 1, "ignored": 2,
        ]
        #expect(json["accounting"] == accounting)
    }

    @Test func `a report is read back as it was written`() throws {
        let evaluator = Evaluator(
            keys: try keys(6), references: EvaluatorTests.references,
            bootstrap: Bootstrap(resamples: 10))
        let metrics = try Metrics.all.map { try metric($0.name) }
        let report = evaluator.evaluate(EvaluatorTests.predictions, by: metrics).report
        #expect(try Report(JSONReader.read(report.json.bytes)) == report)
    }

    @Test func `an accounting that does not add up is refused`() throws {
        var score = try #require(try EvaluatorTests.accuracy("wrong").score.json.object)
        score["accounting"] = [
            "samples": 7, "scored": 2, "missing": 1, "invalid": 1, "ignored": 2,
        ]
        #expect(throws: JSONError.self) { try Score(.object(score)) }
    }

    @Test func `metrics report in the order asked for`() throws {
        let evaluator = Evaluator(keys: try keys(6), references: EvaluatorTests.references)
        let evaluation = evaluator.evaluate(
            EvaluatorTests.predictions, by: [try metric("macro_f1"), try metric("accuracy")])
        #expect(evaluation.report.scores.map(\.name) == ["macro_f1", "accuracy"])
        #expect(
            evaluation.outcomes.map(\.signature) == evaluation.report.scores.map(\.signature))
    }

    @Test func `a slice is scored from stored outcomes`() throws {
        let (score, outcomes) = try EvaluatorTests.accuracy("wrong")
        let stored = try Outcomes(decoding: outcomes.encoded)
        #expect(try metric("accuracy").score(of: stored) == score)
        let slice = try metric("accuracy").score(of: stored, among: [0, 4])
        #expect(slice.value == 1)
        #expect(slice.accounting.samples == 2)
        #expect(slice.accounting.ignored == 1)
    }

    @Test func `an evaluation is the same every time`() throws {
        for name in Metrics.all.map({ $0.name }) {
            let runs = try (0..<2).map { _ in
                try evaluate(
                    EvaluatorTests.references, EvaluatorTests.predictions, by: metric(name))
            }
            #expect(runs[0] == runs[1])
            #expect(runs[0].outcomes.encoded == runs[1].outcomes.encoded)
        }
    }

    @Test func `failures come most confident first`() throws {
        let probabilities: [[Double]?] = [[0.2, 0.8], nil, [0.1, 0.9], [0.8, 0.2], [0.9, 0.1]]
        let predictions = probabilities.map {
            LabelValue.category(.integer(1), probabilities: $0)
        }
        let references = ["0", "0", "0", "0", "1"].map(category)
        let outcomes = try evaluate(references, predictions, by: metric("accuracy")).outcomes
        #expect(outcomes.failures.map(\.position) == [2, 0, 3, 1])
        #expect(outcomes.failures.first?.outcome.confidence == 0.9)
        #expect(outcomes.failures.first?.outcome.reference == .integer(0))
        #expect(outcomes.failures.first?.outcome.prediction == .integer(1))
    }

    @Test func `the order of samples is part of their identity`() throws {
        let keys = try keys(3)
        #expect(SampleOrder.digest(of: keys) != SampleOrder.digest(of: keys.reversed()))
        let expected = Digest.of(Array("sample/0\nsample/1\nsample/2\n".utf8))
        #expect(SampleOrder.digest(of: keys) == expected)
    }
}
