import Codecs
import Records
import Testing

@testable import Shards

struct DeliveredSampleTests {
    private static func said(_ id: String, _ value: LabelValue) throws -> Annotation {
        Annotation(
            sequence: 4, id: try AnnotationID(id), revision: 2,
            statement: Statement(
                sample: try SampleKey("a"), field: .standard, value: value,
                attributes: ["seen": true], confidence: 0.5, source: try Source("model:m")),
            author: "tester", createdAt: Timestamp(milliseconds: 0))
    }

    private static func recipe(
        sentAs: String?, parts: [(String, String)] = []
    ) throws -> ViewRecipe {
        ViewRecipe(
            dataset: try DatasetPath("team/digits"), version: Digest.of([]),
            parts: try parts.map {
                .init(name: try PartName($0.0), sentAs: try PartName($0.1))
            },
            labels: [
                .init(
                    moment: LabelsetMoment(
                        labelset: try LabelsetName("gt"), field: .standard, asOf: 9),
                    name: .standard, sentAs: try sentAs.map { try PartName($0) })
            ])
    }

    private let sample: Sample

    init() throws {
        sample = Sample(
            key: try SampleKey("a"),
            parts: try ["cls", "png"].map {
                Part(name: try PartName($0), digest: Digest.of([1]), byteCount: 1)
            }, fields: JSONObject(), split: nil)
    }

    @Test func `a part that ends in json has all annotations as an array`() throws {
        let labels = SampleLabels([
            .standard: [
                try Self.said("x", .category(.integer(3), probabilities: nil)),
                try Self.said("y", .text("é")),
            ]
        ])
        let recipe = try Self.recipe(sentAs: "gt.json")
        let part = try #require(recipe.delivered(sample, labels: labels).labelParts.first)
        let about: JSON = [
            "revision": 2, "attributes": ["seen": true], "confidence": 0.5, "source": "model:m",
        ]
        let expected = [("x", JSON.object(["class": 3])), ("y", ["text": "é"])].map { id, value in
            var object = about.object ?? JSONObject()
            object["id"] = .string(id)
            object["value"] = value
            return JSON.object(object)
        }
        #expect(part.bytes == JSON.array(expected).canonicalBytes)
        #expect(
            recipe.delivered(sample).labelParts.map { String(decoding: $0.bytes, as: UTF8.self) }
                == ["[]"])
    }

    @Test func `another part has the values as lines, and is not there without any`() throws {
        let recipe = try Self.recipe(sentAs: "txt")
        func text(_ values: [LabelValue]) throws -> String? {
            let labels = SampleLabels([.standard: try values.map { try Self.said("x", $0) }])
            return recipe.delivered(sample, labels: labels).labelParts.first
                .map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        #expect(try text([]) == nil)
        #expect(try text([.category(.integer(3), probabilities: [0.1, 0.9])]) == "3")
        #expect(try text([.text("a b"), .number(JSONNumber(1.5))]) == "a b\n1.5")
    }

    @Test func `a label stands in for a stored part of its name, even where nothing is said`()
        throws
    {
        let recipe = try Self.recipe(sentAs: "cls")
        #expect(recipe.delivered(sample).sample.parts.map(\.name.text) == ["png"])
        #expect(recipe.delivered(sample).labelParts == [])
        let unsent = try Self.recipe(sentAs: nil)
        #expect(unsent.delivered(sample).sample == sample)
    }

    @Test func `what is joined is in the digest of a recipe, and nothing is without labels`() throws
    {
        let recipes = try [
            Self.recipe(sentAs: "cls"), Self.recipe(sentAs: "txt"), Self.recipe(sentAs: nil),
            ViewRecipe(dataset: try DatasetPath("team/digits"), version: Digest.of([])),
        ]
        #expect(Set(recipes.map(\.digest)).count == 4)
        #expect(recipes[3].json["labels"] == nil)
        #expect(recipes[0].byteCountOfSent(sample) == 1)
    }
}

extension ViewRecipe {
    fileprivate func byteCountOfSent(_ sample: Sample) -> Int64 { delivered(sample).byteCount }
}
