import Codecs
import Evaluation
import Glibc
import Records
import Testing

/// Files beside the tests, and real data where the machine has it.
enum Fixture {
    /// What the reference implementations said, Fixtures/`name`.json.
    static func json(_ name: String) throws -> JSON {
        try JSONReader.read(try #require(contents(directory + "/Fixtures/\(name).json")))
    }

    /// Real data, where `CAIRN_TEST_DATA` or the directory beside the package says.
    static let realData: String = {
        if let path = getenv("CAIRN_TEST_DATA") { return String(cString: path) }
        return directory + "/../../../shared/data"
    }()

    static func hasRealData(_ path: String) -> Bool { access(realData + "/" + path, R_OK) == 0 }

    static func realBytes(_ path: String) throws -> [UInt8] {
        try #require(contents(realData + "/" + path))
    }

    static func realLines(_ path: String) throws -> [JSON] {
        try realBytes(path).split(separator: UInt8(ascii: "\n")).map {
            try JSONReader.read(Array($0))
        }
    }

    private static let directory: String = {
        let path = #filePath
        return String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    }()

    private static func contents(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}

extension JSON {
    var doubles: [Double] { (array ?? []).compactMap(\.double) }
    var integers: [Int] { (array ?? []).compactMap(\.integer) }
}

/// A value where the reference implementation has it, to a tolerance.
func expect(
    _ value: Double?, near expected: Double?, within tolerance: Double, _ name: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let value = try #require(value, sourceLocation: sourceLocation)
    let expected = try #require(expected, sourceLocation: sourceLocation)
    #expect(
        abs(value - expected) <= tolerance, "\(name): \(value) is not \(expected)",
        sourceLocation: sourceLocation)
}

func metric(_ name: String, _ parameters: JSON = [:]) throws -> any Metric {
    try Metrics.metric(named: name, parameters: try #require(parameters.object))
}

func keys(_ count: Int) throws -> [SampleKey] {
    try (0..<count).map { try SampleKey("sample/\($0)") }
}

func category(_ text: String) -> LabelValue { .category(ClassLabel(text), probabilities: nil) }

/// One run by one metric.
func evaluate(
    _ references: [LabelValue?], _ predictions: [LabelValue?], by metric: any Metric,
    bootstrap: Bootstrap = Bootstrap(resamples: 50)
) throws -> (score: Score, outcomes: Outcomes) {
    let evaluator = Evaluator(
        keys: try keys(references.count), references: references, bootstrap: bootstrap)
    let evaluation = evaluator.evaluate(predictions, by: [metric])
    return (
        try #require(evaluation.report.scores.first), try #require(evaluation.outcomes.first)
    )
}

/// Outcomes of samples that are right (true), wrong (false) or without a part (nil).
func outcomes(
    _ corrects: [Bool?], signature: String = "accuracy.v1|missing:wrong"
) throws -> Outcomes {
    Outcomes(
        signature: signature, order: SampleOrder.digest(of: try keys(corrects.count)),
        outcomes: corrects.map { isCorrect in
            guard let isCorrect else { return .ignored }
            return .scored(
                isCorrect: isCorrect, reference: .name("a"),
                prediction: .name(isCorrect ? "a" : "b"))
        })
}

/// An outcome of any kind, with few classes so that equal ones occur.
func randomOutcome(_ generator: inout SplitMix64) -> Outcome {
    func label() -> ClassLabel {
        let index = generator.index(below: 6)
        return index < 3 ? .integer(index - 1) : .name(["", "é", "name"][index - 3])
    }
    let isWrong = generator.index(below: 2) == 0
    switch generator.index(below: 6) {
    case 0: return .ignored
    case 1: return .unscored(.missing, reference: label(), countsAsWrong: isWrong)
    case 2: return .unscored(.invalid, reference: label(), countsAsWrong: isWrong)
    default:
        let confidence = Double(generator.index(below: 65)) / 64
        let (reference, prediction) = (label(), label())
        return .scored(
            isCorrect: reference == prediction, reference: reference, prediction: prediction,
            confidence: isWrong ? nil : confidence)
    }
}
