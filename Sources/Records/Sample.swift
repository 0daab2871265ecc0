package import Codecs

/// One example of a dataset: a key, named parts, fields and perhaps a split.
package struct Sample: Sendable, Hashable {
    /// Unique in a version; the order of keys' bytes is the order of samples.
    package let key: SampleKey
    /// In the order of their names' bytes; no name occurs twice.
    package let parts: [Part]
    /// What can be asked for without reading a part: an object, canonical JSON.
    package let fields: JSONObject
    /// The named subset it belongs to; nil for none.
    package let split: SplitName?

    package init(key: SampleKey, parts: [Part], fields: JSONObject, split: SplitName?) {
        self.key = key
        self.parts = parts.sorted { $0.name < $1.name }
        self.fields = fields
        self.split = split
    }

    /// The bytes of all parts.
    package var byteCount: Int64 { parts.reduce(0) { $0 + $1.byteCount } }
}

/// A named blob of a sample: `png`, `cls`, `json`.
package struct Part: Sendable, Hashable {
    package let name: PartName
    package let digest: Digest
    package let byteCount: Int64

    package init(name: PartName, digest: Digest, byteCount: Int64) {
        self.name = name
        self.digest = digest
        self.byteCount = byteCount
    }
}
