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
    /// Labels that a recipe may join: each is a look-up for each sample that is sent.
    package static let labelLimit = 16

    package let dataset: DatasetPath
    /// The root of the version's manifest.
    package let version: Digest
    /// Only samples of this split; nil for all.
    package let split: SplitName?
    /// Only samples that it admits; nil for all.
    package let filter: Filter?
    /// The parts that are sent, and as what; empty for all, under their own names.
    package let parts: [PartChoice]
    /// What is joined to the samples; no name occurs twice.
    package let labels: [LabelChoice]
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

    /// A field of a labelset, as of a moment.
    package struct LabelChoice: Sendable, Hashable {
        package let moment: LabelsetMoment
        /// What filters and lines call it.
        package let name: FieldName
        /// The part that it is sent as, instead of a stored one of that name; nil for none.
        package let sentAs: PartName?

        package init(moment: LabelsetMoment, name: FieldName, sentAs: PartName?) {
            self.moment = moment
            self.name = name
            self.sentAs = sentAs
        }

        fileprivate var json: JSON {
            var object = moment.json.object ?? JSONObject()
            object["name"] = .string(name.text)
            if let sentAs { object["as"] = .string(sentAs.text) }
            return .object(object)
        }
    }

    package init(
        dataset: DatasetPath, version: Digest, split: SplitName? = nil, filter: Filter? = nil,
        parts: [PartChoice] = [], labels: [LabelChoice] = [],
        order: OrderRule = .shuffled(seed: 0)
    ) {
        self.dataset = dataset
        self.version = version
        self.split = split
        self.filter = filter
        self.parts = parts
        self.labels = labels
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
        if !labels.isEmpty { object["labels"] = .array(labels.map(\.json)) }
        object["order"] = order.json
        return .object(object)
    }

    /// Whether it keeps every sample of its version.
    package var keepsAll: Bool { split == nil && filter == nil }

    /// Whether it keeps a sample.
    package func admits(_ sample: Sample, labels: SampleLabels = .none) -> Bool {
        if let split, sample.split != split { return false }
        return filter?.admits(sample, labels: labels) ?? true
    }

    /// The sample as it is sent.
    package func delivered(_ sample: Sample, labels said: SampleLabels = .none) -> DeliveredSample {
        let replaced = labels.compactMap(\.sentAs)
        return DeliveredSample(
            Sample(
                key: sample.key, parts: sent(of: sample).filter { !replaced.contains($0.name) },
                fields: sample.fields, split: sample.split),
            labels: said, labelNames: labels.map(\.name),
            labelParts: labels.compactMap { choice in
                choice.sentAs.flatMap { LabelPart(said[choice.name], as: $0) }
            })
    }

    /// The stored parts that are asked for, under the names that they are sent as.
    private func sent(of sample: Sample) -> [Part] {
        if parts.isEmpty { return sample.parts }
        return parts.compactMap { choice in
            sample.parts.first { $0.name == choice.name }.map { part in
                Part(name: choice.sentAs, digest: part.digest, byteCount: part.byteCount)
            }
        }
    }
}
