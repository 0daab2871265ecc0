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
            let page = try storage.database.read { connection in
                try BlobIndex.page(
                    after: last, limit: IntegrityCheck.pageLength, in: connection)
            }
            for blob in page {
                check(blob.digest, blob.entry)
                progress(
                    ByteProgress(
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

    private mutating func check(_ digest: Digest, _ entry: BlobIndex.Entry) {
        let location = entry.location
        report.blobCount += 1
        report.blobByteCount += location.byteCount
        if entry.isQuarantined { return report.note(.blobQuarantined(digest)) }
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
