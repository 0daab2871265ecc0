package import Codecs
package import Records
package import Shards

/// A view as it is kept.
package struct View: Sendable, Hashable {
    package let recipe: ViewRecipe
    package let digest: Digest
    package let sampleCount: Int
    /// The bytes of the parts that are sent.
    package let byteCount: Int64
    package let createdAt: Timestamp
    package let author: String
}

/// What a recipe would keep.
package struct ViewSummary: Sendable {
    package fileprivate(set) var sampleCount = 0
    package fileprivate(set) var byteCount: Int64 = 0
    /// Samples of each split; those without one are not among them.
    package fileprivate(set) var splitCounts: [String: Int] = [:]
    /// Samples of each value of what was asked for, by the value as JSON.
    package fileprivate(set) var valueCounts: [String: Int] = [:]
    /// Samples whose value is none of the first ones that were met.
    package fileprivate(set) var otherCount = 0
    /// Hashes of what is sent of each sample, 8 bytes for each; nil where nobody asks.
    private var contents: [Int]?

    init(countingDuplicates: Bool) { contents = countingDuplicates ? [] : nil }

    /// Values that are counted by themselves.
    package static let valueLimit = 1000

    /// Samples of which everything that is sent is also sent of another one: so many could go and
    /// leave one of each. By hashes of 64 bits: of ten million one pair in a million summaries may
    /// be taken for equal.
    package var duplicateCount: Int {
        let sorted = (contents ?? []).sorted()
        return zip(sorted, sorted.dropFirst()).count { $0 == $1 }
    }

    /// - Parameters:
    ///   - sample: as it is stored.
    ///   - operand: whose values are counted.
    mutating func count(
        _ delivered: DeliveredSample, of sample: Sample, valuesOf operand: Filter.Operand?
    ) {
        sampleCount += 1
        let isEmpty = delivered.sample.parts.isEmpty && delivered.labelParts.isEmpty
        if !isEmpty { contents?.append(ViewSummary.hash(of: delivered)) }
        byteCount += delivered.byteCount
        if let split = sample.split { splitCounts[split.text, default: 0] += 1 }
        // Each value once for each sample, however many annotations say it.
        var texts: Set<String> = []
        _ = operand?.isMet(by: sample, delivered.labels) { value in
            texts.insert(value.text)
            return false
        }
        for text in texts {
            if valueCounts[text] != nil || valueCounts.count < ViewSummary.valueLimit {
                valueCounts[text, default: 0] += 1
            } else {
                otherCount += 1
            }
        }
    }

    private static func hash(of delivered: DeliveredSample) -> Int {
        var hasher = Hasher()
        for part in delivered.sample.parts {
            hasher.combine(part.name)
            hasher.combine(part.digest)
        }
        hasher.combine(delivered.labelParts)
        return hasher.finalize()
    }
}
