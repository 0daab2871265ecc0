import Blobs
import Codecs
import SQL

extension Storage {
    /// Makes a batch durable, then visible; returns how many of its blobs were new.
    func record(
        _ blobs: [(digest: Digest, location: BlobLocation)], of batch: any BlobBatch
    ) throws -> Int {
        let newCount = try publish(blobs, of: batch) { try BlobIndex.insert(blobs, in: $0) }
        try quarantine.recount()
        return newCount
    }

    /// Makes a batch durable, then lets the rows of blobs name it that were elsewhere before.
    func move(_ blobs: [BlobIndex.Move], of batch: any BlobBatch) throws {
        try publish(blobs.map { ($0.digest, $0.new) }, of: batch) { connection in
            for blob in blobs { try BlobIndex.move(blob, in: connection) }
        }
        moves.note()
    }

    /// The batch lives until its rows do: its segments are not removed before.
    private func publish<Result: Sendable>(
        _ blobs: [(digest: Digest, location: BlobLocation)], of batch: any BlobBatch,
        _ write: @escaping @Sendable (SQLConnection) throws -> Result
    ) throws -> Result {
        let ownFiles = blobs.filter(\.location.isOwnFile).map(\.digest)
        return try withExtendedLifetime(batch) {
            try ownFileNames.giving(ownFiles) {
                try batch.commit()
                return try database.write(write)
            }
        }
    }
}
