internal import Codecs
internal import Posix

/// Walks through a segment from its first record to the end of the file.
struct SegmentReader {
    /// Bytes read at once: the disk's sequential speed, and little memory.
    private static let windowByteCount = 1024 * 1024

    private let file: File
    private let number: Int64
    private let medium: any Medium
    private let byteCount: Int64
    private var offset = Int64(SegmentFormat.headerByteCount)
    private var window: [UInt8] = []
    private var windowOffset: Int64 = 0

    /// Nil when the file does not begin the segment `number` of a known version.
    init?(file: File, number: Int64, medium: any Medium) throws(Errno) {
        self.file = file
        self.number = number
        self.medium = medium
        byteCount = try medium.byteCount(of: file)
        let header = try medium.readUpTo(SegmentFormat.headerByteCount, from: file, at: 0)
        if !SegmentFormat.isSegmentHeader(header, number: number) { return nil }
    }

    /// The next record, read to its end; nil after the last one.
    mutating func next() throws(Errno) -> ScannedBlob? {
        while offset + Int64(SegmentFormat.headerByteCount) <= byteCount {
            guard let header = SegmentFormat.parseRecordHeader(try headerBytes()),
                header.payloadByteCount
                    <= byteCount - offset - Int64(SegmentFormat.headerByteCount)
            else {
                offset += SegmentFormat.alignment
                continue
            }
            let location = BlobLocation(
                segment: number, offset: offset + Int64(SegmentFormat.headerByteCount),
                byteCount: header.payloadByteCount)
            offset += SegmentFormat.recordByteCount(payloadByteCount: header.payloadByteCount)
            let isIntact = try digest(of: location) == header.digest
            return ScannedBlob(
                digest: header.digest, kind: header.kind, location: location, isIntact: isIntact)
        }
        return nil
    }

    /// The bytes at `offset` where a record header may be.
    private mutating func headerBytes() throws(Errno) -> ArraySlice<UInt8> {
        let count = SegmentFormat.headerByteCount
        if offset < windowOffset || offset + Int64(count) > windowOffset + Int64(window.count) {
            window = try medium.readUpTo(Self.windowByteCount, from: file, at: offset)
            windowOffset = offset
        }
        return window[Int(offset - windowOffset)...].prefix(count)
    }

    private func digest(of location: BlobLocation) throws(Errno) -> Digest {
        var hasher = SHA256()
        var done: Int64 = 0
        while done < location.byteCount {
            let count = min(Self.windowByteCount, Int(location.byteCount - done))
            let bytes = try medium.readUpTo(count, from: file, at: location.offset + done)
            // Only when the file became shorter meanwhile: then the digest will differ.
            if bytes.isEmpty { break }
            hasher.update(bytes)
            done += Int64(bytes.count)
        }
        return hasher.finish()
    }
}
