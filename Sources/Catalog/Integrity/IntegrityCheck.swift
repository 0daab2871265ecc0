package import Blobs
import Codecs
import SQL

/// Verifies all that a data directory holds: blobs against their digests, rows against blobs,
/// versions against their manifests, the log of annotations against its numbers, benchmarks and
/// runs against the digests that name them, scores against the outcomes that they follow from,
/// views against their recipes.
///
/// What is damaged becomes a finding, and the check goes on.
package struct IntegrityCheck {
    let storage: Storage
    /// The files of the store, where there are any.
    let files: LocalBlobStore?
    let progress: (ByteProgress) -> Void
    var report = IntegrityReport()
    /// Sizes of the blobs that are there and intact, so that each is read once.
    var sizes: [Digest: Int64] = [:]

    /// Rows read in one transaction, so that a long check pins no snapshot of the index.
    static let pageLength = 10_000

    /// - Parameters:
    ///   - files: the blob store itself, to look for damaged segments and unreferenced bytes.
    ///   - progress: called after each blob.
    /// - Throws: what the index throws when it cannot be read at all.
    package static func run(
        _ storage: Storage, files: LocalBlobStore?, progress: @escaping (ByteProgress) -> Void
    ) throws -> IntegrityReport {
        var check = IntegrityCheck(storage: storage, files: files, progress: progress)
        for sentence in try storage.database.integrityProblems() {
            check.report.note(.index(sentence))
        }
        try check.checkBlobs()
        try check.checkFiles()
        try check.checkVersions()
        try check.checkAnnotations()
        try check.checkRuns()
        try check.checkViews()
        try check.checkTokens()
        return check.report
    }

    private init(
        storage: Storage, files: LocalBlobStore?, progress: @escaping (ByteProgress) -> Void
    ) {
        self.storage = storage
        self.files = files
        self.progress = progress
    }
}
