import Blobs
import Codecs
import Manifests
import SQL

/// Manifest pages, read as the blobs that they are.
struct StoredPages: PageReader {
    let storage: Storage

    func page(_ digest: Digest) throws -> [UInt8] {
        let location = try storage.database.read { connection in
            try BlobIndex.location(of: digest, in: connection)
        }
        guard let location else { throw CatalogError.blobMissing(digest) }
        return try storage.blobs.bytes(of: digest, at: location)
    }
}
