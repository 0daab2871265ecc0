import Blobs
import Codecs
import Manifests
import SQL

/// Manifest pages, read as the blobs that they are.
struct StoredPages: PageReader {
    let database: Database
    let blobs: IndexedBlobs

    func page(_ digest: Digest) throws -> [UInt8] {
        let location = try database.read { connection in
            try BlobIndex.location(of: digest, in: connection)
        }
        guard let location else { throw CatalogError.blobMissing(digest) }
        return try blobs.bytes(of: digest, at: location)
    }

    func pages(_ digests: [Digest]) throws -> [[UInt8]] {
        // One transaction: beginning one costs more than a look-up.
        let locations = try database.read { connection in
            try digests.map { digest in
                guard let location = try BlobIndex.location(of: digest, in: connection) else {
                    throw CatalogError.blobMissing(digest)
                }
                return location
            }
        }
        return try zip(digests, locations).map { try blobs.bytes(of: $0, at: $1) }
    }
}
