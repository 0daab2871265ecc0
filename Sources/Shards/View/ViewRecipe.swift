package import Codecs
package import Records

/// What a view is: samples of a version, which of their parts, and the order of its epochs.
///
/// Everything that its bytes depend on is in it, so its digest names them for ever.
package struct ViewRecipe: Sendable, Hashable {
    /// Changes whenever the same recipe would mean other samples.
    private static let formatVersion = 1
    /// Parts that a recipe may name.
    package static let partLimit = 64

    package let dataset: DatasetPath
    /// The root of the version's manifest.
    package let version: Digest
    /// Only samples of this split; nil for all.
    package let split: SplitName?
    /// Only samples that it admits; nil for all.
    package let filter: Filter?
    /// The parts that are sent, and as what; empty for all, under their own names.
    package let parts: [PartChoice]
    package let order: OrderRule

    /// A part, and the name under which it is sent.
    package struct PartChoice: Sendable, Hashable {
        package let name: PartName
        package let sentAs: PartName

        package init(name: PartName, sentAs: PartName) {
            self.name = name
            self.sentAs = sentAs
        }
    }

    package init(
        dataset: DatasetPath, version: Digest, split: SplitName? = nil, filter: Filter? = nil,
        parts: [PartChoice] = [], order: OrderRule = .shuffled(seed: 0)
    ) {
        self.dataset = dataset
        self.version = version
        self.split = split
        self.filter = filter
        self.parts = parts
        self.order = order
    }

    package var digest: Digest { Digest.of(json.canonicalBytes) }

    package var json: JSON {
        var object = JSONObject()
        object["format"] = .number(ViewRecipe.formatVersion)
        object["dataset"] = .string(dataset.description)
        object["version"] = .string(version.description)
        if let split { object["split"] = .string(split.text) }
        if let filter { object["filter"] = .string(filter.description) }
        if !parts.isEmpty {
            object["parts"] = .array(
                parts.map { ["name": .string($0.name.text), "as": .string($0.sentAs.text)] })
        }
        object["order"] = order.json
        return .object(object)
    }

    /// Whether it keeps every sample of its version.
    package var keepsAll: Bool { split == nil && filter == nil }

    /// Whether it keeps a sample.
    package func admits(_ sample: Sample) -> Bool {
        if let split, sample.split != split { return false }
        return filter?.admits(sample) ?? true
    }

    /// The sample with the parts that are sent, under the names that they are sent as.
    package func projected(_ sample: Sample) -> Sample {
        if parts.isEmpty { return sample }
        let sent = parts.compactMap { choice in
            sample.parts.first { $0.name == choice.name }.map { part in
                Part(name: choice.sentAs, digest: part.digest, byteCount: part.byteCount)
            }
        }
        return Sample(key: sample.key, parts: sent, fields: sample.fields, split: sample.split)
    }
}
