import Codecs
import Records
import Testing

@testable import Evaluation

/// Accuracy, macro F1 and the confusion matrix against scikit-learn and statsmodels.
struct ClassificationTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let references: [LabelValue?]
        let predictions: [LabelValue?]
        let expected: JSON

        var testDescription: String { name }
    }

    static func cases() throws -> [Case] {
        try (Fixture.json("classification").array ?? []).map { json in
            func values(_ name: String) -> [LabelValue?] {
                (json[name]?.array ?? []).map { $0.string.map(category) }
            }
            return Case(
                name: json["name"]?.string ?? "", references: values("references"),
                predictions: values("predictions"), expected: json)
        }
    }

    @Test func `there are cases`() throws { #expect(try ClassificationTests.cases().count == 9) }

    @Test func `accuracy agrees with scikit-learn and statsmodels`() throws {
        let tolerance = Accuracy.description.agreesWith.tolerance
        for item in try ClassificationTests.cases() {
            let score = try evaluate(
                item.references, item.predictions, by: metric("accuracy")
            ).score
            try expect(
                score.value, near: item.expected["accuracy"]?.double, within: tolerance, item.name)
            let wilson = item.expected["wilson"]
            try expect(
                score.interval?.low, near: wilson?[0]?.double, within: tolerance, item.name)
            try expect(
                score.interval?.high, near: wilson?[1]?.double, within: tolerance, item.name)
            #expect(score.interval?.method == "wilson")
        }
    }

    @Test func `macro F1 agrees with scikit-learn and its interval with numpy`() throws {
        let tolerance = MacroF1.description.agreesWith.tolerance
        for item in try ClassificationTests.cases() {
            let score = try evaluate(
                item.references, item.predictions, by: metric("macro_f1"),
                bootstrap: Bootstrap(resamples: 50, seed: 1)
            ).score
            try expect(
                score.value, near: item.expected["macro_f1"]?.double, within: tolerance, item.name)
            let bounds = item.expected["macro_f1_bootstrap"]
            try expect(
                score.interval?.low, near: bounds?[0]?.double, within: tolerance, item.name)
            try expect(
                score.interval?.high, near: bounds?[1]?.double, within: tolerance, item.name)
            #expect(score.interval?.method == "percentile-bootstrap(50,seed=1)")
        }
    }

    @Test func `the confusion matrix agrees with scikit-learn`() throws {
        for item in try ClassificationTests.cases() {
            let score = try evaluate(
                item.references, item.predictions, by: metric("confusion_matrix")
            ).score
            #expect(score.value == nil)
            #expect(score.detail?["classes"] == item.expected["classes"], "\(item.name)")
            #expect(score.detail?["counts"] == item.expected["matrix"], "\(item.name)")
            #expect(score.n == item.predictions.count { $0 != nil })
        }
    }

    @Test func `worst pairs come most frequent first`() throws {
        let pairs = [("a", "b"), ("b", "a"), ("a", "b"), ("a", "c"), ("a", "a"), ("a", "a")]
        let (score, outcomes) = try evaluate(
            pairs.map { category($0.0) }, pairs.map { category($0.1) },
            by: metric("confusion_matrix"))
        let worst: [(String, String, Int)] = [("a", "b", 2), ("a", "c", 1), ("b", "a", 1)]
        let expected = worst.map {
            ConfusionTally.Confusion(
                reference: ClassLabel($0.0), prediction: ClassLabel($0.1), count: $0.2)
        }
        #expect(outcomes.worstPairs(limit: 10) == expected)
        #expect(outcomes.worstPairs(limit: 1) == Array(expected.prefix(1)))
        #expect(score.detail?["worst_pairs"]?.array == expected.map(\.json))
    }

    @Test func `a matrix of too many classes is left out, its worst pairs are not`() throws {
        let count = ConfusionMatrix.matrixClassLimit + 1
        let references = (0..<count).map { category("class \($0)") }
        let score = try evaluate(
            references, references.reversed(), by: metric("confusion_matrix")
        ).score
        #expect(score.detail?["counts"] == .null)
        #expect(score.detail?["worst_pairs"]?.array?.count == ConfusionMatrix.worstPairLimit)
    }

    @Test func `the detail of macro F1 has each class with its support`() throws {
        let score = try evaluate(
            [category("a"), category("a"), category("b")],
            [category("a"), category("b"), nil], by: metric("macro_f1")
        ).score
        let expected: JSON = [
            ["class": "a", "f1": .number(2.0 / 3), "support": 2],
            ["class": "b", "f1": 0, "support": 1],
        ]
        #expect(score.detail?["per_class"] == expected)
    }

    @Test func `numbers and their texts are one class`() throws {
        let score = try evaluate(
            [.category(.integer(3), probabilities: nil)], [category("3")],
            by: metric("accuracy")
        ).score
        #expect(score.value == 1)
    }
}
