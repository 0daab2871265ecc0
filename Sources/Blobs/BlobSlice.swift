package import Codecs

/// A part of a blob, and where its bytes are to stand in what is read.
package struct BlobSlice: Sendable {
    package let digest: Digest
    package let location: BlobLocation
    /// From the blob's first byte; within its size.
    package let range: Range<Int64>
    /// Index of the first byte where it is read into.
    package let position: Int

    package init(
        of digest: Digest, at location: BlobLocation, _ range: Range<Int64>, to position: Int
    ) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= location.byteCount,
            "a range lies within its blob")
        self.digest = digest
        self.location = location
        self.range = range
        self.position = position
    }

    package var isWhole: Bool { range == 0..<location.byteCount }

    /// Where it is to stand.
    package var places: Range<Int> { position..<position + range.count }

    /// Where it stands in its file.
    var fileRange: Range<Int64> {
        location.offset + range.lowerBound..<location.offset + range.upperBound
    }
}
