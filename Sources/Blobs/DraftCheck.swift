internal import Codecs

/// Counts and hashes the bytes of a draft, and holds them against what was announced.
struct DraftCheck: ~Copyable {
    private var hasher = SHA256()
    private(set) var byteCount: Int64 = 0
    private let expectedByteCount: Int64?

    init(expectedByteCount: Int64?) { self.expectedByteCount = expectedByteCount }

    mutating func take(_ bytes: [UInt8]) throws(BlobError) {
        byteCount += Int64(bytes.count)
        if let expected = expectedByteCount, byteCount > expected {
            throw .sizeMismatch(expected: expected, actual: byteCount)
        }
        hasher.update(bytes)
    }

    mutating func finish(expected: Digest?) throws(BlobError) -> Digest {
        if let expectedByteCount, byteCount != expectedByteCount {
            throw .sizeMismatch(expected: expectedByteCount, actual: byteCount)
        }
        let actual = hasher.finish()
        if let expected, expected != actual {
            throw .digestMismatch(expected: expected, actual: actual)
        }
        return actual
    }
}
