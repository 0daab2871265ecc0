import Blobs
import Codecs
import SQL

/// The index of a backup: which blobs it has, and where.
struct SnapshotIndex {
    /// The blobs of one segment, well enough to tell whether they are those of another index.
    struct Segment: Equatable {
        var blobCount = 0
        /// Behind the last blob, from the start of the file.
        var endOffset: Int64 = 0
        /// Of places and digests, in any order.
        var sum: UInt64 = 0

        mutating func add(_ digest: Digest, at location: BlobLocation) {
            blobCount += 1
            endOffset = max(endOffset, location.offset + location.byteCount)
            let first = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            sum &+= first &* 31 &+ UInt64(bitPattern: location.offset)
        }
    }

    /// Rows read in one transaction.
    private static let pageLength = 10_000

    private let database: Database

    init(path: String, settings: DatabaseSettings) throws {
        database = try Database(path: path, settings: settings, migrations: Migrations.all)
    }

    /// Closes it; twice is once.
    func close() { database.close() }

    /// By number; blobs with files of their own are in none.
    func segments() throws -> [Int64: Segment] {
        var segments: [Int64: Segment] = [:]
        var walk = Walk(database)
        while let page = try walk.next() {
            for blob in page where !blob.location.isOwnFile {
                segments[blob.location.segment, default: Segment()]
                    .add(blob.digest, at: blob.location)
            }
        }
        return segments
    }

    func hasOwnFile(_ digest: Digest) throws -> Bool {
        try database.read { try BlobIndex.entry(of: digest, in: $0)?.location.isOwnFile ?? false }
    }

    /// All blobs but those in quarantine, whose bytes may be gone; a page at a time.
    func blobs() -> Walk { Walk(database) }

    /// Goes through all blobs in the order of their digests.
    struct Walk {
        private let database: Database
        private var last: [UInt8]? = []

        init(_ database: Database) { self.database = database }

        /// The next page; nil after the last one.
        mutating func next() throws -> [(digest: Digest, location: BlobLocation)]? {
            guard let start = last else { return nil }
            let page = try database.read { connection in
                try BlobIndex.page(
                    after: start, limit: SnapshotIndex.pageLength, in: connection)
            }
            last = page.count < SnapshotIndex.pageLength ? nil : page.last?.digest.bytes
            return page.filter { !$0.entry.isQuarantined }
                .map { (digest: $0.digest, location: $0.entry.location) }
        }
    }
}
