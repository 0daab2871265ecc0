import Codecs
import Manifests
import Records
import SQL

/// Finds all blobs that something refers to.
struct Mark {
    private(set) var filter: MarkFilter
    private var walk = ReferenceWalk()

    /// A version of millions of samples takes seconds.
    private static let digestsBetweenCalls = 100_000

    /// - Parameters:
    ///   - moment: datasets that were deleted before it refer to nothing any more.
    ///   - salt: another one for each collection.
    /// - Throws: whatever cannot be read: then nothing is known of what is not referred to.
    init(
        of storage: Storage, exceptDeletedBefore moment: Timestamp, salt: UInt64,
        progress: (_ versionCount: Int) throws -> Void
    ) throws {
        let blobCount = try storage.database.read { connection in
            try connection.first("SELECT count(*) FROM blob") { $0.int(0) } ?? 0
        }
        filter = MarkFilter(blobCount: blobCount, salt: salt)
        // Not those that readers keep: what cannot be read now must end the collection.
        let pages = PageCache(StoredPages(database: storage.database, blobs: storage.blobs))
        var (versionCount, digestCount) = (0, 0)
        try Roots.forEachVersion(
            in: storage.database, exceptDeletedBefore: moment
        ) { root, commitObject in
            if let commitObject { filter.insert(commitObject) }
            let manifest = try Manifest(root: root, pages: pages)
            try walk.visit(manifest) { digest in
                filter.insert(digest)
                digestCount += 1
                if digestCount % Mark.digestsBetweenCalls == 0 { try progress(versionCount) }
            }
            versionCount += 1
            try progress(versionCount)
        }
        try Roots.forEachBlob(in: storage.database) { filter.insert($0) }
    }
}
