import Codecs
package import Records

/// A sample as it is sent: the parts that are wanted of it, and what labelsets say of it.
package struct DeliveredSample: Sendable, Hashable {
    /// With the parts that are sent, under the names that they are sent as.
    package let sample: Sample
    package let labels: SampleLabels
    /// What the labels are called that were joined, whether something is said or not.
    package let labelNames: [FieldName]
    /// Labels that are sent as parts, after those that are stored.
    package let labelParts: [LabelPart]
    /// In a tar its members stand in this folder; nil for none.
    package private(set) var folder: String?

    package init(
        _ sample: Sample, labels: SampleLabels = .none, labelNames: [FieldName] = [],
        labelParts: [LabelPart] = []
    ) {
        self.sample = sample
        self.labels = labels
        self.labelNames = labelNames
        self.labelParts = labelParts
    }

    /// The same, with its members in a folder.
    package func inFolder(_ folder: String) -> DeliveredSample {
        var sample = self
        sample.folder = folder
        return sample
    }

    /// The bytes of all that is sent of it as parts.
    package var byteCount: Int64 {
        labelParts.reduce(sample.byteCount) { $0 + Int64($1.bytes.count) }
    }
}

/// Annotations of a sample as the content of a part.
package struct LabelPart: Sendable, Hashable {
    package let name: PartName
    package let bytes: [UInt8]

    package init(name: PartName, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// What a part of this name says of annotations: a JSON array of them where the name ends in
    /// `json`, else their values as text, a line each, without a line end after the last. nil where
    /// text would say nothing: a file of a class is either there or right.
    init?(_ annotations: [Annotation], as name: PartName) {
        if name.text == "json" || name.text.hasSuffix(".json") {
            self.init(
                name: name, bytes: JSON.array(annotations.map(\.delivered)).canonicalBytes)
            return
        }
        let values = annotations.compactMap(\.statement.value)
        if values.isEmpty { return nil }
        self.init(
            name: name, bytes: Array(values.map(\.text).joined(separator: "\n").utf8))
    }
}
