package import Codecs

/// One model's predictions scored by one benchmark.
package struct Run: Sendable, Hashable {
    package let recipe: Recipe
    /// What the benchmark's metrics said, in its order: an array of results.
    package let metrics: JSON
    package let createdAt: Timestamp
    package let author: String

    package init(recipe: Recipe, metrics: JSON, createdAt: Timestamp, author: String) {
        self.recipe = recipe
        self.metrics = metrics
        self.createdAt = createdAt
        self.author = author
    }

    package var digest: Digest { recipe.digest }

    package var json: JSON {
        var object = recipe.json.object ?? JSONObject()
        object["id"] = .string(digest.description)
        object["metrics"] = metrics
        object["author"] = .string(author)
        object["createdAt"] = createdAt.json
        return .object(object)
    }

    /// What the digest is made of: the same recipe gives the same numbers on any machine.
    package struct Recipe: Sendable, Hashable {
        package let benchmark: Digest
        package let model: ModelName
        package let predictions: LabelsetMoment

        package init(benchmark: Digest, model: ModelName, predictions: LabelsetMoment) {
            self.benchmark = benchmark
            self.model = model
            self.predictions = predictions
        }

        package var json: JSON {
            [
                "benchmark": .string(benchmark.description),
                "model": .string(model.text),
                "predictions": predictions.json,
            ]
        }

        package var digest: Digest { Digest.of(json.canonicalBytes) }
    }
}
