/// Where a blob's bytes are. The caller keeps it, beside the digest.
package struct BlobLocation: Sendable, Hashable {
    /// The number of the segment; 0 for a file of the blob's own.
    package let segment: Int64
    /// Bytes from the start of the file to the blob's first byte.
    package let offset: Int64
    package let byteCount: Int64

    package init(segment: Int64, offset: Int64, byteCount: Int64) {
        self.segment = segment
        self.offset = offset
        self.byteCount = byteCount
    }

    /// Whether a file of so many bytes can be the one that has the blob.
    func fits(fileByteCount: Int64) -> Bool {
        let end = offset + byteCount
        return isOwnFile ? fileByteCount == end : fileByteCount >= end
    }

    /// Bytes of the file that are there for this blob.
    package var storedByteCount: Int64 {
        isOwnFile ? byteCount : SegmentFormat.recordByteCount(payloadByteCount: byteCount)
    }

    /// Whether the blob has a file of its own.
    package var isOwnFile: Bool { segment == 0 }
}
