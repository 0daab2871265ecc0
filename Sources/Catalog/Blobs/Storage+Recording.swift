import Blobs
import Codecs
import SQL

extension Storage {
    /// Makes a batch durable, then visible; returns how many of its blobs were new.
    ///
    /// The batch lives until its rows do: its segments are not removed before.
    func record(
        _ blobs: [(digest: Digest, location: BlobLocation)], of batch: any BlobBatch
    ) throws -> Int {
        try withExtendedLifetime(batch) {
            try batch.commit()
            let newCount = try database.write { connection in
                try BlobIndex.insert(blobs, in: connection)
            }
            try quarantine.recount()
            return newCount
        }
    }
}
