package import Codecs
package import Records

/// What a check of a data directory looked at, and what is wrong.
package struct IntegrityReport: Sendable, Equatable {
    package internal(set) var blobCount = 0
    package internal(set) var blobByteCount: Int64 = 0
    package internal(set) var versionCount = 0
    package internal(set) var sampleCount = 0
    package internal(set) var annotationCount = 0
    package internal(set) var runCount = 0
    /// Blobs in the store that no row names: what imports left that were never finished.
    package internal(set) var unreferencedBlobCount = 0
    package internal(set) var unreferencedByteCount: Int64 = 0
    /// The first ones, up to ``findingLimit``.
    package private(set) var findings: [IntegrityFinding] = []
    /// All of them.
    package private(set) var findingCount = 0

    /// Findings that are kept: what is broken in more places is broken as a whole.
    package static let findingLimit = 1000

    mutating func note(_ finding: IntegrityFinding) {
        findingCount += 1
        if findings.count < IntegrityReport.findingLimit { findings.append(finding) }
    }
}

/// Something that is not as it was written.
package enum IntegrityFinding: Sendable, Equatable {
    /// SQLite's own sentence about the index.
    case index(String)
    case blobMissing(Digest)
    case blobCorrupt(Digest)
    /// Damage was found before; the same bytes, stored again, heal it.
    case blobQuarantined(Digest)
    /// The segment's header is damaged or of a later program.
    case segmentBroken(Int64)
    /// The row of a version cannot be read.
    case versionRowBroken(DatasetPath, number: Int)
    /// A page of the version's manifest is missing or damaged.
    case manifestBroken(DatasetPath, number: Int)
    /// The row says other counts than the manifest.
    case countsDiffer(DatasetPath, number: Int)
    /// A part of a sample is missing, or has another size than the manifest says.
    case partMissing(DatasetPath, number: Int, SampleKey, PartName)
    case annotationBroken(sequence: Int64)
    /// The row says another count than stand in the log.
    case labelsetCountDiffers(DatasetPath, LabelsetName)
    /// Sequence numbers are missing: rows were taken out of the log.
    case annotationsMissing(count: Int64)
    /// The row of a token cannot be read: the daemon will not start.
    case tokenBroken(Int64)
    /// The recipe of a benchmark, run, view or mixture is damaged, or has another digest than its
    /// name; or a view's positions are none of its version.
    case recipeBroken(Digest)
    case outcomesBroken(run: Digest, metric: String)
    /// The stored scores are not those that follow from the outcomes.
    case scoresDiffer(run: Digest, metric: String)
}
