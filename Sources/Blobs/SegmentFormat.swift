internal import Codecs

/// The bytes of a segment: a header, then records. All numbers are little-endian.
///
///     segment header   0  "CAIRNSEG"          8  format version (4), zero (4)
///      (64 bytes)     16  segment number (8) 24  zero (32)   56  check (8)
///     record header    0  "CAIRNREC"          8  kind (8)
///      (64 bytes)     16  payload bytes (8)  24  digest (32)  56  check (8)
///     payload         64  the blob, then zeros up to a multiple of 8
///
/// A check is the first 8 bytes of the SHA-256 of the 56 bytes before it. Between records there
/// may be anything: what an abandoned or torn batch left. Readers look for the next header at a
/// multiple of 8.
enum SegmentFormat {
    static let headerByteCount = 64
    static let alignment: Int64 = 8
    static let version: UInt32 = 1

    private static let segmentMagic = Array("CAIRNSEG".utf8)
    private static let recordMagic = Array("CAIRNREC".utf8)
    private static let checkOffset = 56

    static func segmentHeader(number: Int64) -> [UInt8] {
        var header = segmentMagic
        header += bytes(of: version) + bytes(of: UInt32(0)) + bytes(of: UInt64(number))
        header += [UInt8](repeating: 0, count: 32)
        return header + check(of: header)
    }

    /// Whether `header` begins the segment `number` in the version that this program writes.
    static func isSegmentHeader(_ header: [UInt8], number: Int64) -> Bool {
        header == segmentHeader(number: number)
    }

    /// Appends header, payload and padding of one blob.
    static func append(
        _ payload: [UInt8], digest: Digest, as kind: BlobKind, to bytes: inout [UInt8]
    ) {
        bytes += recordHeader(
            digest: digest, as: kind, payloadByteCount: Int64(payload.count))
        bytes += payload
        let byteCount = recordByteCount(payloadByteCount: Int64(payload.count))
        bytes += repeatElement(0, count: Int(byteCount) - headerByteCount - payload.count)
    }

    static func recordHeader(
        digest: Digest, as kind: BlobKind, payloadByteCount: Int64
    ) -> [UInt8] {
        var header = recordMagic
        header.reserveCapacity(headerByteCount)
        header += bytes(of: kind.rawValue)
        header += bytes(of: UInt64(payloadByteCount))
        header += digest.bytes
        return header + check(of: header)
    }

    static func recordByteCount(payloadByteCount: Int64) -> Int64 {
        let byteCount = Int64(headerByteCount) + payloadByteCount
        return (byteCount + alignment - 1) / alignment * alignment
    }

    /// What the record header says; nil when the bytes are none.
    static func parseRecordHeader(
        _ header: ArraySlice<UInt8>
    ) -> (digest: Digest, kind: BlobKind, payloadByteCount: Int64)? {
        guard header.count == headerByteCount, header.starts(with: recordMagic) else { return nil }
        let covered = header.prefix(checkOffset)
        guard header.dropFirst(checkOffset).elementsEqual(check(of: Array(covered))),
            let digest = Digest(bytes: covered.suffix(Digest.byteCount))
        else { return nil }
        // A kind of a later program is its affair; the bytes are bytes.
        let kind = BlobKind(rawValue: number(in: covered.dropFirst(8))) ?? .content
        return Int64(exactly: number(in: covered.dropFirst(16))).map { (digest, kind, $0) }
    }

    private static func number(in bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func check(of header: [UInt8]) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(header)
        return Array(hasher.finish().bytes.prefix(8))
    }

    private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
