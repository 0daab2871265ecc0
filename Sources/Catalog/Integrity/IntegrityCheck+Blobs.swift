import Blobs
import Codecs
import SQL

extension IntegrityCheck {
    /// Reads every blob that has a row and compares it with its digest.
    mutating func checkBlobs() throws {
        let totalByteCount = try storage.database.read { connection in
            try connection.first("SELECT total(byte_count) FROM blob") { Int64($0.double(0)) }
        }
        var last = [UInt8]()
        while true {
            let page = try blobs(after: last)
            for blob in page {
                checkBlob(blob.digest, at: blob.location, isQuarantined: blob.isQuarantined)
                progress(
                    Progress(
                        doneByteCount: report.blobByteCount, totalByteCount: totalByteCount ?? 0))
            }
            guard page.count == IntegrityCheck.pageLength, let end = page.last else { return }
            last = end.digest.bytes
        }
    }

    /// Looks for segments that cannot be read, and for blobs that no row names.
    mutating func checkFiles() throws {
        guard let files else { return }
        for number in try files.segments() {
            do {
                try files.scan(segment: number) { blob in
                    noteUnreferenced(blob.digest, byteCount: blob.location.byteCount)
                }
            } catch BlobError.unknownSegment {
                // Where no row names a blob in it, it was only begun when the daemon ended.
                if try isNamed(segment: number) { report.note(.segmentBroken(number)) }
            } catch is BlobError {
                report.note(.segmentBroken(number))
            }
        }
        try files.scanOwnFiles { digest, location in
            noteUnreferenced(digest, byteCount: location.byteCount)
        }
    }

    private func isNamed(segment number: Int64) throws -> Bool {
        try storage.database.read { connection in
            try connection.first("SELECT 1 FROM blob WHERE segment = ? LIMIT 1", number) { _ in
                true
            }
        } ?? false
    }

    private func blobs(after last: [UInt8]) throws
        -> [(digest: Digest, location: BlobLocation, isQuarantined: Bool)]
    {
        try storage.database.read { connection in
            try connection.all(
                """
                SELECT digest, segment, offset, byte_count, quarantined_at FROM blob
                WHERE digest > ? ORDER BY digest LIMIT ?
                """,
                last, IntegrityCheck.pageLength
            ) { row in
                (
                    digest: try row.digest(0),
                    location: BlobLocation(
                        segment: row.integer(1), offset: row.integer(2),
                        byteCount: row.integer(3)),
                    isQuarantined: !row.isNull(4)
                )
            }
        }
    }

    private mutating func checkBlob(
        _ digest: Digest, at location: BlobLocation, isQuarantined: Bool
    ) {
        report.blobCount += 1
        report.blobByteCount += location.byteCount
        if isQuarantined { return report.note(.blobQuarantined(digest)) }
        do {
            // The store itself: a check writes nothing.
            try storage.blobs.store.verify(digest, at: location)
            sizes[digest] = location.byteCount
        } catch BlobError.missing, BlobError.unknownSegment {
            report.note(.blobMissing(digest))
        } catch {
            report.note(.blobCorrupt(digest))
        }
    }

    private mutating func noteUnreferenced(_ digest: Digest, byteCount: Int64) {
        guard sizes[digest] == nil else { return }
        report.unreferencedBlobCount += 1
        report.unreferencedByteCount += byteCount
    }
}
