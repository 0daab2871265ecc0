package import Blobs
import Codecs
import Manifests
package import Records
package import SQL

/// What every rule of the catalog works on: the index, the blobs and the wall clock.
package struct Storage: Sendable {
    package let database: Database
    package let blobs: IndexedBlobs
    package let now: @Sendable () -> Timestamp
    let commitLocks = CommitLocks()
    /// Tells that places of blobs that were looked up before may not hold any more.
    package let moves: BlobMoves
    package let quarantine: Quarantine
    let intakes = Intakes()
    let ownFileNames = OwnFileNames()
    private let pages: PageCache

    /// False after a failed sync: what is stored can be read, and nothing can be written until the
    /// daemon starts anew.
    package var isWritable: Bool { database.isWritable && blobs.isWritable }

    /// - Parameter readSampleInterval: reads of blobs of which one is verified; 0 for none.
    package init(
        database: Database, blobs: any BlobStore,
        readSampleInterval: Int = 0, now: @escaping @Sendable () -> Timestamp
    ) throws {
        self.database = database
        self.now = now
        moves = BlobMoves()
        quarantine = try Quarantine(database, moves: moves, now: now)
        self.blobs = IndexedBlobs(
            blobs, database: database, quarantine: quarantine, sampleInterval: readSampleInterval)
        pages = PageCache(StoredPages(database: database, blobs: self.blobs))
    }

    /// The samples of a version.
    func manifest(_ root: Digest) throws -> Manifest { try Manifest(root: root, pages: pages) }
}
