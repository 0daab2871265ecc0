import Codecs
import Records

/// What a page says about a page below it.
struct Child: Sendable, Equatable {
    /// The key of the last sample below.
    let lastKey: SampleKey
    let sampleCount: Int
    /// The bytes of all parts below.
    let byteCount: Int64
    /// Without splits that have no sample.
    let splitCounts: [SplitName: Int]
    let digest: Digest

    /// A leaf with these samples.
    init(leaf samples: [Sample], digest: Digest) throws(ManifestError) {
        guard let last = samples.last else { preconditionFailure("no leaf is empty") }
        var splitCounts: [SplitName: Int] = [:]
        var byteCount: Int64 = 0
        for sample in samples {
            if let split = sample.split { splitCounts[split, default: 0] += 1 }
            byteCount = try byteCount.adding(sample.byteCount)
        }
        self.init(
            lastKey: last.key, sampleCount: samples.count, byteCount: byteCount,
            splitCounts: splitCounts, digest: digest)
    }

    /// A page with these children.
    init(page children: [Child], digest: Digest) throws(ManifestError) {
        guard let last = children.last else { preconditionFailure("no descriptor page is empty") }
        let byteCount = try Child.byteCount(of: children)
        var splitCounts: [SplitName: Int] = [:]
        for child in children { splitCounts.merge(child.splitCounts, uniquingKeysWith: +) }
        self.init(
            lastKey: last.lastKey, sampleCount: children.reduce(0) { $0 + $1.sampleCount },
            byteCount: byteCount, splitCounts: splitCounts, digest: digest)
    }

    /// The bytes of all parts below some pages.
    static func byteCount(of children: [Child]) throws(ManifestError) -> Int64 {
        var byteCount: Int64 = 0
        for child in children { byteCount = try byteCount.adding(child.byteCount) }
        return byteCount
    }

    init(
        lastKey: SampleKey, sampleCount: Int, byteCount: Int64, splitCounts: [SplitName: Int],
        digest: Digest
    ) {
        self.lastKey = lastKey
        self.sampleCount = sampleCount
        self.byteCount = byteCount
        self.splitCounts = splitCounts
        self.digest = digest
    }
}

extension Int64 {
    fileprivate func adding(_ other: Int64) throws(ManifestError) -> Int64 {
        let sum = addingReportingOverflow(other)
        guard !sum.overflow else { throw .tooManyBytes }
        return sum.partialValue
    }
}
