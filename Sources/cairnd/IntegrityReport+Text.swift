internal import Catalog
internal import Codecs

// A report for people and for programs.

extension IntegrityReport {
    var text: String {
        let verdict =
            findingCount == 0
            ? "All is as it was written."
            : "\(findingCount) findings. Restore from a backup, or upload the blobs again."
        return """
            Checked \(blobCount) blobs (\(blobByteCount) bytes), \(versionCount) versions \
            (\(sampleCount) samples), \(annotationCount) annotations, \(runCount) runs. \
            Unreferenced: \(unreferencedBlobCount) blobs (\(unreferencedByteCount) bytes).
            \(findings.map { "  \($0.text)\n" }.joined())\(verdict)
            """
    }

    var json: JSON {
        [
            "blobs": .number(blobCount), "bytes": .number(blobByteCount),
            "versions": .number(versionCount), "samples": .number(sampleCount),
            "annotations": .number(annotationCount), "runs": .number(runCount),
            "unreferencedBlobs": .number(unreferencedBlobCount),
            "unreferencedBytes": .number(unreferencedByteCount),
            "findingCount": .number(findingCount),
            "findings": .array(findings.map { .string($0.text) }),
        ]
    }
}

extension IntegrityFinding {
    fileprivate var text: String {
        switch self {
        case .index(let sentence): "index: \(sentence)"
        case .blobMissing(let digest): "blob \(digest) is missing"
        case .blobCorrupt(let digest): "blob \(digest) is damaged"
        case .blobQuarantined(let digest):
            "blob \(digest) is in quarantine until it is uploaded again"
        case .segmentBroken(let number): "segment \(number) has a damaged header"
        case .versionRowBroken(let path, let number):
            "the row of version \(path)@\(number) cannot be read"
        case .manifestBroken(let path, let number):
            "the manifest of version \(path)@\(number) is missing or damaged"
        case .countsDiffer(let path, let number):
            "version \(path)@\(number) has other counts than its manifest"
        case .partMissing(let path, let number, let key, let part):
            "part \(key).\(part) of version \(path)@\(number) is missing or damaged"
        case .annotationBroken(let sequence):
            "the annotation of sequence number \(sequence) cannot be read"
        case .labelsetCountDiffers(let path, let name):
            "the labelset \(name) of \(path) counts other annotations than stand in it"
        case .annotationsMissing(let count): "\(count) annotations are gone from the log"
        case .tokenBroken(let id): "the row of token \(id) cannot be read"
        case .recipeBroken(let digest): "the recipe of \(digest) is damaged"
        case .outcomesBroken(let run, let metric):
            "the outcomes of run \(run) by \(metric) are missing or damaged"
        case .scoresDiffer(let run, let metric):
            "the score of run \(run) by \(metric) does not follow from its outcomes"
        }
    }
}
