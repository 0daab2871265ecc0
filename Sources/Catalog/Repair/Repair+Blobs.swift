import Blobs
import Codecs
import SQL

extension Repair {
    /// Rows written in one transaction.
    private static let batchCount = 10_000

    /// Gives a row to every blob in the store, and collects the commit objects among them.
    ///
    /// Of a blob that is there several times, an intact copy gets it; a blob without one is in
    /// quarantine.
    mutating func findBlobs() throws {
        var found = FoundBlobs(totalByteCount: try files.byteCount(), progress)
        for number in try files.segments() {
            do {
                try files.scan(segment: number) { blob in
                    if blob.kind == .commitObject, blob.isIntact { try take(commitObject: blob) }
                    try found.add(blob.digest, blob.location, isIntact: blob.isIntact, to: storage)
                }
            } catch BlobError.unknownSegment {
                report.brokenSegments.append(number)
            }
        }
        try files.scanOwnFiles { digest, location in
            let isIntact = (try? files.verify(digest, at: location)) != nil
            try found.add(digest, location, isIntact: isIntact, to: storage)
        }
        try found.write(to: storage)
        let counts = try storage.database.read { connection in
            try connection.first(
                "SELECT count(*), total(byte_count), count(quarantined_at) FROM blob"
            ) { (blobs: $0.int(0), bytes: Int64($0.double(1)), damaged: $0.int(2)) }
        }
        report.blobCount = counts?.blobs ?? 0
        report.blobByteCount = counts?.bytes ?? 0
        report.damagedBlobCount = counts?.damaged ?? 0
    }

    private mutating func take(commitObject blob: ScannedBlob) throws {
        let bytes = try files.bytes(of: blob.digest, at: blob.location)
        if let commit = CommitObject(bytes) { commits.append(commit) }
    }

    /// Blobs on their way into the index.
    private struct FoundBlobs {
        private var intact: [(digest: Digest, location: BlobLocation)] = []
        private var damaged: [(digest: Digest, location: BlobLocation)] = []
        private var doneByteCount: Int64 = 0
        private let totalByteCount: Int64
        private let progress: (ByteProgress) -> Void

        init(totalByteCount: Int64, _ progress: @escaping (ByteProgress) -> Void) {
            self.totalByteCount = totalByteCount
            self.progress = progress
        }

        mutating func add(
            _ digest: Digest, _ location: BlobLocation, isIntact: Bool, to storage: Storage
        ) throws {
            if isIntact {
                intact.append((digest, location))
            } else {
                damaged.append((digest, location))
            }
            doneByteCount += location.byteCount
            progress(
                ByteProgress(doneByteCount: doneByteCount, totalByteCount: totalByteCount))
            if intact.count + damaged.count == Repair.batchCount { try write(to: storage) }
        }

        mutating func write(to storage: Storage) throws {
            // In the order of digests: the index is a tree in that order.
            let (intact, damaged) = (intact.sorted { $0.digest < $1.digest }, damaged)
            let now = storage.now()
            try storage.database.write { connection in
                _ = try BlobIndex.insert(intact, in: connection)
                try BlobIndex.insertDamaged(damaged, at: now, in: connection)
            }
            self.intact.removeAll(keepingCapacity: true)
            self.damaged.removeAll(keepingCapacity: true)
        }
    }
}
