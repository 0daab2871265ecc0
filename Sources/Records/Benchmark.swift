package import Codecs

/// A frozen recipe: what is predicted, what it is judged against, and how.
///
/// Everything in it is pinned, so its digest is its identity: two benchmarks with one digest give
/// one number for the same predictions.
package struct Benchmark: Sendable, Hashable {
    package let recipe: Recipe
    package let name: BenchmarkName
    package let createdAt: Timestamp
    package let author: String

    package init(recipe: Recipe, name: BenchmarkName, createdAt: Timestamp, author: String) {
        self.recipe = recipe
        self.name = name
        self.createdAt = createdAt
        self.author = author
    }

    package var digest: Digest { recipe.digest }

    package var json: JSON {
        var object = recipe.json.object ?? JSONObject()
        object["name"] = .string(name.text)
        object["digest"] = .string(digest.description)
        object["author"] = .string(author)
        object["createdAt"] = createdAt.json
        return .object(object)
    }

    /// What the digest is made of.
    package struct Recipe: Sendable, Hashable {
        package let dataset: DatasetPath
        /// The manifest's root, not a number: a number means another thing elsewhere.
        package let version: Digest
        /// nil: all samples.
        package let split: SplitName?
        package let reference: LabelsetMoment
        package let metrics: [MetricChoice]

        package init(
            dataset: DatasetPath, version: Digest, split: SplitName?, reference: LabelsetMoment,
            metrics: [MetricChoice]
        ) {
            self.dataset = dataset
            self.version = version
            self.split = split
            self.reference = reference
            self.metrics = metrics
        }

        package var json: JSON {
            [
                "dataset": .string(dataset.description),
                "version": .string(version.description),
                "split": .optional(split?.text),
                "reference": reference.json,
                "metrics": .array(metrics.map(\.json)),
            ]
        }

        package var digest: Digest { Digest.of(json.canonicalBytes) }
    }
}

/// A labelset as it was after a sequence number: it never changes again.
package struct LabelsetMoment: Sendable, Hashable {
    package let labelset: LabelsetName
    package let field: FieldName
    /// Revisions after this one do not exist for the reader.
    package let asOf: Int64

    package init(labelset: LabelsetName, field: FieldName, asOf: Int64) {
        self.labelset = labelset
        self.field = field
        self.asOf = asOf
    }

    package var json: JSON {
        [
            "labelset": .string(labelset.text),
            "field": .string(field.text),
            "asOf": .number(asOf),
        ]
    }
}

/// A metric with its parameters, by name.
package struct MetricChoice: Sendable, Hashable {
    package let name: String
    package let parameters: JSONObject

    package init(name: String, parameters: JSONObject) {
        self.name = name
        self.parameters = parameters
    }

    package var json: JSON { ["name": .string(name), "parameters": .object(parameters)] }
}
