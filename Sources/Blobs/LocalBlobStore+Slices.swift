internal import Codecs
internal import Posix

extension LocalBlobStore {
    /// Bytes between two slices that are rather read than called for twice: what stands between
    /// blobs that were stored one after the other, and a little more.
    private static let passedOverByteLimit: Int64 = 4096

    package func read(_ slices: [BlobSlice], into bytes: inout [UInt8]) throws(BlobError) {
        var first = slices.startIndex
        while first < slices.endIndex {
            var last = first
            while last + 1 < slices.endIndex, isNear(slices[last + 1], after: slices[last]) {
                last += 1
            }
            try read(neighbours: slices[first...last], into: &bytes)
            first = last + 1
        }
    }

    /// Whether one call should read both.
    private func isNear(_ slice: BlobSlice, after other: BlobSlice) -> Bool {
        guard !slice.location.isOwnFile, slice.location.segment == other.location.segment
        else { return false }
        let between = slice.fileRange.lowerBound - other.fileRange.upperBound
        return (0...LocalBlobStore.passedOverByteLimit).contains(between)
    }

    private func read(
        neighbours slices: ArraySlice<BlobSlice>, into bytes: inout [UInt8]
    ) throws(BlobError) {
        guard let first = slices.first, let last = slices.last else { return }
        if slices.count == 1 {
            let count = try read(first.fileRange, of: first, into: &bytes, first.places)
            if count < first.range.count { throw .corrupt(first.digest) }
            return
        }
        let all = first.fileRange.lowerBound..<last.fileRange.upperBound
        var together = [UInt8](repeating: 0, count: all.count)
        let count = try read(all, of: first, into: &together, 0..<all.count)
        for slice in slices {
            let start = Int(slice.fileRange.lowerBound - all.lowerBound)
            let end = start + slice.range.count
            if count < end { throw .corrupt(slice.digest) }
            bytes.replaceSubrange(slice.places, with: together[start..<end])
        }
    }

    /// Reads a range of the file that a slice lies in; returns how much of it is there.
    private func read(
        _ range: Range<Int64>, of slice: BlobSlice, into bytes: inout [UInt8], _ places: Range<Int>
    ) throws(BlobError) -> Int {
        // A segment that is too short is found when it is read: nobody asks for its size.
        let file =
            slice.location.isOwnFile
            ? try open(slice.digest, at: slice.location)
            : try openSegment(slice.location.segment, orThrow: .missing(slice.digest))
        do {
            return try medium.read(
                into: &bytes, places, from: file, at: range.lowerBound)
        } catch {
            throw BlobError(error)
        }
    }
}
