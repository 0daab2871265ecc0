import Codecs
import Glibc
import Posix

/// Images with classes as a WebDataset tar, two models' predictions, and what is known of them.
struct DigitsData: Sendable {
    struct Model: Sendable {
        let name: String
        let predictions: String
        let errorCount: Int
    }

    let archive: String
    let sampleCount: Int
    let first: Model
    let second: Model
    /// Samples that both models have wrong.
    let bothWrongCount: Int
    /// Of the exact McNemar test.
    let p: Double
    /// The pair of classes that the first model confuses most often, and how often.
    let worstPair: (reference: Int, prediction: Int, count: Int)
    /// A sample that only the second model has wrong, its class, and what that model says.
    let correction: (key: String, from: Int, to: Int)

    /// The handwritten digits; nil where the data is not.
    static let real: DigitsData? = StoryData.directory.map { directory in
        DigitsData(
            archive: directory + "/digits/digits.tar", sampleCount: 1797,
            first: Model(
                name: "logistic_regression",
                predictions: directory + "/digits/predictions_logistic_regression.jsonl",
                errorCount: 66),
            second: Model(
                name: "svc_rbf", predictions: directory + "/digits/predictions_svc_rbf.jsonl",
                errorCount: 21),
            bothWrongCount: 16, p: 2.1358426138817777e-10,
            worstPair: (reference: 8, prediction: 1, count: 5), correction: realCorrection)
    }

    private static let realCorrection = (key: "000891", from: 2, to: 7)

    /// A few made-up samples in the same form.
    ///
    /// The first model is wrong on 0 to 6, the second on 5 to 7: both on two of them. Exactly five
    /// against one differ: p = 2 · (1 + 6) / 64.
    static func synthetic(in directory: TemporaryDirectory) throws -> DigitsData {
        let sampleCount = 40
        let keys = (0..<sampleCount).map { "sample-\($0 + 10)" }
        let classes = (0..<sampleCount).map { $0 < 7 ? 1 : $0 % 10 }
        var writer = TarWriter()
        var archive: [UInt8] = []
        for (index, key) in keys.enumerated() {
            let image = (0..<(index * 37)).map { UInt8(truncatingIfNeeded: $0 * index) }
            archive += writer.member(path: "\(key).png", content: image)
            archive += writer.member(path: "\(key).cls", content: Array("\(classes[index])".utf8))
        }
        archive += writer.finish()
        func predictions(_ name: String, wrong: Range<Int>) throws -> Model {
            let lines = keys.indices.map { index -> String in
                let predicted = wrong.contains(index) ? 2 : classes[index]
                let probabilities = (0..<10).map { $0 == predicted ? 0.91 : 0.01 }
                return #"{"key": "\#(keys[index])", "class": \#(predicted), "#
                    + #""probabilities": \#(probabilities)}"# + "\n"
            }
            return Model(
                name: name,
                predictions: try directory.write(
                    Array(lines.joined().utf8), to: "predictions-\(name).jsonl"),
                errorCount: wrong.count)
        }
        return DigitsData(
            archive: try directory.write(archive, to: "synthetic.tar"), sampleCount: sampleCount,
            first: try predictions("plain", wrong: 0..<7),
            second: try predictions("better", wrong: 5..<8), bothWrongCount: 2, p: 14.0 / 64,
            worstPair: (reference: 1, prediction: 2, count: 7),
            correction: (key: keys[7], from: 7, to: 2))
    }
}

/// Where the real data is: `CAIRN_TEST_DATA`, or `shared/data` beside the package.
enum StoryData {
    static let directory: String? = {
        let package = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
        let named = getenv("CAIRN_TEST_DATA").map { String(cString: $0) }
        let directory = named ?? package + "/../shared/data"
        return access(directory + "/digits/digits.tar", R_OK) == 0 ? directory : nil
    }()
}
