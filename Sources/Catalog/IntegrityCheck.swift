import Blobs
package import Codecs
import Evaluation
import Manifests
package import Records
import SQL

/// Verifies all that a data directory holds: blobs against their digests, rows against blobs,
/// versions against their manifests, benchmarks and runs against the digests that name them.
package struct IntegrityCheck {
    /// What is wrong.
    package enum Finding: Sendable, Equatable {
        /// SQLite's own sentence.
        case index(String)
        case blobMissing(Digest)
        case blobCorrupt(Digest)
        case versionBroken(DatasetPath, number: Int, reason: String)
        case recipeBroken(Digest)
        case outcomesBroken(run: Digest)
    }

    /// What was looked at.
    package struct Report: Sendable, Equatable {
        package fileprivate(set) var blobCount = 0
        package fileprivate(set) var blobByteCount: Int64 = 0
        package fileprivate(set) var versionCount = 0
        package fileprivate(set) var sampleCount = 0
        package fileprivate(set) var annotationCount = 0
        package fileprivate(set) var runCount = 0
        package fileprivate(set) var findings: [Finding] = []
    }

    /// How far the check is: blobs and bytes verified, of so many.
    package struct Progress: Sendable {
        package let doneByteCount: Int64
        package let totalByteCount: Int64
    }

    private let storage: Storage
    private let progress: (Progress) -> Void
    private var report = Report()
    /// Sizes of the blobs that are there, so that each is read once.
    private var sizes: [Digest: Int64] = [:]

    /// - Parameter progress: called after each blob.
    package static func run(_ storage: Storage, progress: @escaping (Progress) -> Void) throws
        -> Report
    {
        var check = IntegrityCheck(storage: storage, progress: progress)
        check.report.findings += try storage.database.integrityProblems().map { .index($0) }
        try check.checkBlobs()
        try check.checkVersions()
        try check.checkAnnotations()
        try check.checkRuns()
        return check.report
    }

    private init(storage: Storage, progress: @escaping (Progress) -> Void) {
        self.storage = storage
        self.progress = progress
    }

    /// Rows read in one transaction, so that a long check pins no snapshot of the index.
    private static let pageLength = 10_000

    private mutating func checkBlobs() throws {
        let totalByteCount = try storage.database.read { connection in
            try connection.first("SELECT total(byte_count) FROM blob") { Int64($0.double(0)) }
        }
        var last = [UInt8]()
        while true {
            let page = try storage.database.read { connection in
                try connection.all(
                    """
                    SELECT digest, segment, offset, byte_count FROM blob
                    WHERE digest > ? ORDER BY digest LIMIT ?
                    """,
                    last, IntegrityCheck.pageLength
                ) { row in
                    (
                        digest: try row.digest(0),
                        location: BlobLocation(
                            segment: row.integer(1), offset: row.integer(2),
                            byteCount: row.integer(3))
                    )
                }
            }
            for blob in page {
                checkBlob(blob.digest, at: blob.location)
                progress(
                    Progress(
                        doneByteCount: report.blobByteCount, totalByteCount: totalByteCount ?? 0))
            }
            guard page.count == IntegrityCheck.pageLength, let end = page.last else { return }
            last = end.digest.bytes
        }
    }

    private mutating func checkBlob(_ digest: Digest, at location: BlobLocation) {
        report.blobCount += 1
        report.blobByteCount += location.byteCount
        do {
            try storage.blobs.verify(digest, at: location)
            sizes[digest] = location.byteCount
        } catch BlobError.missing, BlobError.unknownSegment {
            report.findings.append(.blobMissing(digest))
        } catch {
            report.findings.append(.blobCorrupt(digest))
        }
    }

    private mutating func checkVersions() throws {
        let datasets = Datasets(storage)
        var last: DatasetPath?
        while true {
            let page = try datasets.list(after: last, limit: IntegrityCheck.pageLength)
            for dataset in page {
                for version in try datasets.versions(of: dataset.path, before: nil, limit: .max) {
                    checkVersion(version, of: dataset.path)
                }
            }
            guard page.count == IntegrityCheck.pageLength, let end = page.last else { return }
            last = end.path
        }
    }

    private mutating func checkVersion(_ version: Version, of path: DatasetPath) {
        report.versionCount += 1
        do {
            let manifest = try Datasets(storage).manifest(of: version)
            try manifest.forEachPage { page in
                guard sizes[page] != nil else { throw CatalogError.blobMissing(page) }
            }
            var sampleCount = 0
            var byteCount: Int64 = 0
            try manifest.forEach(in: 0..<manifest.sampleCount) { _, sample in
                sampleCount += 1
                byteCount += sample.byteCount
                for part in sample.parts where sizes[part.digest] != part.byteCount {
                    throw CatalogError.partMissing(sample.key, part.name)
                }
            }
            report.sampleCount += sampleCount
            guard sampleCount == version.sampleCount, byteCount == version.byteCount else {
                throw CatalogError.corrupt(version.digest)
            }
        } catch {
            report.findings.append(
                .versionBroken(path, number: version.number, reason: "\(error)"))
        }
    }

    private mutating func checkAnnotations() throws {
        var last: Int64 = 0
        while true {
            let page = try storage.database.read { connection in
                try connection.all(
                    """
                    SELECT \(AnnotationRow.columns) FROM annotation
                    WHERE sequence > ? ORDER BY sequence LIMIT ?
                    """,
                    last, IntegrityCheck.pageLength
                ) { row in try AnnotationRow.annotation(from: row).sequence }
            }
            report.annotationCount += page.count
            guard page.count == IntegrityCheck.pageLength, let end = page.last else { return }
            last = end
        }
    }

    private mutating func checkRuns() throws {
        let (benchmarks, runs) = try storage.database.read { connection in
            (
                try connection.all("SELECT digest, recipe FROM benchmark") { row in
                    (try row.digest(0), Digest.of(try JSON(stored: row.text(1)).canonicalBytes))
                },
                try connection.all("SELECT digest, recipe FROM run") { row in
                    (try row.digest(0), Digest.of(try JSON(stored: row.text(1)).canonicalBytes))
                }
            )
        }
        for (digest, computed) in benchmarks + runs where digest != computed {
            report.findings.append(.recipeBroken(digest))
        }
        report.runCount = runs.count
        for (run, _) in runs { try checkOutcomes(of: run) }
    }

    private mutating func checkOutcomes(of run: Digest) throws {
        let digests = try storage.database.read { connection in
            try connection.all("SELECT digest FROM outcome WHERE run = ?", run.bytes) {
                try $0.digest(0)
            }
        }
        for digest in digests {
            do { _ = try Outcomes(decoding: try StoredBlobs(storage).bytes(of: digest)) } catch {
                report.findings.append(.outcomesBroken(run: run))
            }
        }
    }
}
