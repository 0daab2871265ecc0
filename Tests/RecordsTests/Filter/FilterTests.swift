import Codecs
import Testing

@testable import Records

struct FilterTests {
    private let sample: Sample

    init() throws {
        let digest = Digest.of([1])
        sample = Sample(
            key: try SampleKey("cats/12"),
            parts: [
                Part(name: try PartName("png"), digest: digest, byteCount: 900),
                Part(name: try PartName("cls"), digest: digest, byteCount: 1),
            ],
            fields: [
                "class": 3, "score": 0.5, "name": "Käse", "good": true, "none": nil,
                "tags": ["a", "bc"], "meta": ["source": "web", "deep": ["x": 1]], "a b": 1, "in": 2,
            ], split: try SplitName("train"))
    }

    @Test(
        arguments: [
            ("class = 3", true), ("class = 3.0", true), ("class != 3", false), ("class < 4", true),
            ("class <= 3", true), ("class > 3", false), ("class >= 3", true), ("3 = 3", nil),
            ("class = \"3\"", false), ("class != \"3\"", true), ("class < \"4\"", false),
            ("missing = 1", false), ("missing != 1", false), ("not missing = 1", true),
            ("has class", true), ("has missing", false), ("not has missing", true),
            ("none = null", true), ("has none", true), ("none < 1", false), ("good = true", true),
            ("good != false", true), ("score between 0.5 and 1", true),
            ("score between 0.6 and 1", false), ("name between \"A\" and \"L\"", true),
            ("class in [1, 2, 3]", true), ("class in [1, \"3\"]", false),
            ("name contains \"äs\"", true), ("name contains \"\"", true),
            ("name contains \"as\"", false), ("name starts \"Kä\"", true),
            ("name starts \"ä\"", false), ("tags contains \"bc\"", true),
            ("tags contains \"b\"", false), ("class contains \"3\"", false),
            ("meta.source = \"web\"", true), ("meta.deep.x = 1", true), ("meta.other = 1", false),
            ("`a b` = 1", true), ("`in` = 2", true), ("@key starts \"cats/\"", true),
            ("@split = \"train\"", true), ("@bytes = 901", true), ("@parts contains \"png\"", true),
            ("class = 3 and good = false", false), ("class = 1 or good = true", true),
            ("class = 3 or good = true and class = 9", true),
            ("(class = 3 or good = true) and class = 9", false),
            ("not (class = 3 and good = true)", false), ("not not class = 3", true),
            ("  class=3\n and\tgood=true ", true),
        ] as [(String, Bool?)])
    func `a filter admits what it says`(text: String, expected: Bool?) throws {
        let filter = try? FilterParser.filter(text)
        #expect(filter.map { $0.admits(sample) } == expected, "\(text)")
        // Written again, it is the same filter.
        if let filter { #expect(try FilterParser.filter(filter.description) == filter) }
    }

    @Test(
        arguments: [
            ("", 0), ("class", 5), ("class =", 7), ("class = = 3", 8), ("(class = 3", 10),
            ("class = 3)", 9), ("class in []", 10), ("class in [1", 11), ("@nothing = 1", 0),
            ("class = 01", 8), ("class = \"x", 8), ("`x = 1", 0), ("class = 3 good = 1", 10),
            ("between = 1", 0), ("class ~ 3", 6), ("a..b = 1", 2), ("a contains 3", 11),
            ("a between 1 or 2", 12),
        ])
    func `a mistake is told with its place`(text: String, offset: Int) {
        let error = #expect(throws: FilterError.self) { try FilterParser.filter(text) }
        guard case .syntax(let found, expected: _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found == offset, "\(text)")
    }

    @Test func `a filter is bounded in bytes, depth, tests and what it seeks`() {
        let long = String(repeating: " ", count: FilterParser.byteLimit + 1)
        #expect(throws: FilterError.tooLong(limitBytes: FilterParser.byteLimit)) {
            try FilterParser.filter(long)
        }
        for nested in ["(", "not "] {
            let deep = String(repeating: nested, count: FilterParser.depthLimit) + "a = 1"
            #expect(throws: FilterError.tooDeep(limit: FilterParser.depthLimit)) {
                try FilterParser.filter(deep)
            }
        }
        let many = (0...FilterParser.testLimit).map { "a = \($0)" }.joined(separator: " or ")
        #expect(throws: FilterError.tooManyTests(limit: FilterParser.testLimit)) {
            try FilterParser.filter(many)
        }
        let sought = String(repeating: "x", count: FilterParser.soughtByteLimit + 1)
        #expect(throws: FilterError.self) { try FilterParser.filter("a contains \"\(sought)\"") }
    }

    @Test func `what a filter looks at and what it costs are known`() throws {
        let filter = try FilterParser.filter(
            "a.b = 1 and (not has c or @key in [\"x\", \"y\"] or @label.class = 2)")
        #expect(
            filter.operands
                == [.field(["a", "b"]), .field(["c"]), .key, .label(try FieldName("class"))])
        #expect(filter.testCount == 5)
    }

    private static func labels() throws -> SampleLabels {
        func said(_ id: String, _ value: LabelValue, _ confidence: Double?) throws -> Annotation {
            Annotation(
                sequence: 1, id: try AnnotationID(id), revision: 1,
                statement: Statement(
                    sample: try SampleKey("cats/12"), field: .standard, value: value,
                    attributes: JSONObject(), confidence: confidence,
                    source: try Source("human:anna")), author: "tester",
                createdAt: Timestamp(milliseconds: 0))
        }
        return SampleLabels([
            try FieldName("class"): [
                try said("a", .category(.integer(3), probabilities: nil), 0.9),
                try said("b", .category(.name("cat"), probabilities: nil), nil),
            ],
            try FieldName("text.de"): [try said("c", .text("Käse"), 0.25)],
        ])
    }

    @Test(
        arguments: [
            ("@label.class = 3", true), ("@label.class = \"cat\"", true),
            ("@label.class = \"dog\"", false), ("@label.class != 3", true),
            ("not @label.class = 3", false), ("has @label.class", true),
            ("has @label.box", false), ("not has @label.box", true),
            ("@label.box != 3", false), ("@label.`text.de` contains \"äs\"", true),
            ("@confidence.class > 0.8", true), ("@confidence.class < 0.8", false),
            ("@confidence.`text.de` between 0 and 0.5", true),
            ("@label.class in [1, 3] and class = 3", true), ("@label.text.de = 1", nil),
            ("@label = 1", nil), ("@label.\"x\" = 1", nil), ("@label.`/` = 1", nil),
        ] as [(String, Bool?)])
    func `one annotation of several is enough for a test of a label`(
        text: String, expected: Bool?
    ) throws {
        let filter = try? FilterParser.filter(text)
        #expect(
            try filter.map { $0.admits(sample, labels: try Self.labels()) } == expected, "\(text)")
        if let filter { #expect(try FilterParser.filter(filter.description) == filter) }
    }

    @Test func `what can be looked at is read alone`() throws {
        #expect(try FilterParser.operand("meta.source") == .field(["meta", "source"]))
        #expect(try FilterParser.operand(" @label.class ") == .label(.standard))
        #expect(throws: FilterError.syntax(offset: 2, expected: "the end")) {
            try FilterParser.operand("a = 1")
        }
    }

    @Test func `spaces and brackets that mean nothing do not change the text`() throws {
        let one = try FilterParser.filter("((a = 1))and(b=2.0)")
        let other = try FilterParser.filter("a=1 and b = 2")
        #expect(one.description == other.description)
        #expect(one.description == "a = 1 and b = 2")
    }
}
