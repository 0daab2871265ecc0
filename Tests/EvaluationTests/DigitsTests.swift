import Codecs
import Evaluation
import Records
import Testing

/// Two real models on 1,797 real digits. Skipped without the real data.
@Suite(.enabled(if: Fixture.hasRealData("digits/digits.tar"), "no real data here"))
struct DigitsTests {
    /// The `.cls` of every sample: POSIX tar, 512-byte headers, size in octal at 124.
    private static func references() throws -> [String: LabelValue] {
        let bytes = try Fixture.realBytes("digits/digits.tar")
        var references: [String: LabelValue] = [:]
        var offset = 0
        while offset + 512 <= bytes.count, bytes[offset] != 0 {
            let name = String(
                decoding: bytes[offset..<offset + 100].prefix { $0 != 0 }, as: UTF8.self)
            let octal = String(decoding: bytes[offset + 124..<offset + 135], as: UTF8.self)
            let byteCount = try #require(Int(octal, radix: 8))
            let body = bytes[offset + 512..<offset + 512 + byteCount]
            if name.hasSuffix(".cls") {
                let text = String(decoding: body.filter { $0 > 0x20 }, as: UTF8.self)
                references[String(name.dropLast(4))] = category(text)
            }
            offset += 512 + (byteCount + 511) / 512 * 512
        }
        return references
    }

    private static func run(_ model: String, _ references: [String: LabelValue]) throws
        -> Evaluator.Result
    {
        let lines = try Fixture.realLines("digits/predictions_\(model).jsonl")
        let keys = try lines.map { try SampleKey(try #require($0["key"]?.string)) }
        let evaluator = Evaluator(
            keys: keys, references: keys.map { references[$0.text] },
            bootstrap: Bootstrap(resamples: 20))
        return evaluator.evaluate(
            try lines.map { line in
                .category(
                    .integer(try #require(line["class"]?.integer)),
                    probabilities: line["probabilities"]?.doubles)
            },
            by: try ["accuracy", "macro_f1", "expected_calibration_error"].map { try metric($0) })
    }

    @Test func `the models make as many errors as published and differ`() throws {
        let references = try DigitsTests.references()
        #expect(references.count == 1_797)
        let regression = try DigitsTests.run("logistic_regression", references)
        let support = try DigitsTests.run("svc_rbf", references)
        #expect(regression.outcomes[0].failures.count == 66)
        #expect(support.outcomes[0].failures.count == 21)
        let comparison = try Comparison(
            first: regression.outcomes[0], second: support.outcomes[0])
        #expect(comparison.table.count == 1_797)
        #expect(comparison.fixes.count - comparison.regressions.count == 45)
        #expect(comparison.p < 1e-6)
        for score in regression.report.scores + support.report.scores {
            let value = try #require(score.value)
            let interval = try #require(score.interval)
            #expect(interval.low < value && value < interval.high, "\(score.name)")
            #expect(score.n == 1_797)
        }
    }
}
