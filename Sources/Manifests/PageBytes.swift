import Codecs

/// The bytes of one page: little-endian numbers in columns, with a checksum at the end.
///
///     offset  bytes
///          0      4  magic: what kind of page
///          4      2  format version
///          …      …  header and columns of the kind
///     last 4      4  CRC-32C of everything before
struct PageBytes: Sendable {
    static let version = 1
    static let checksumByteCount = 4

    let bytes: [UInt8]
    /// The name under which the page was read.
    let digest: Digest

    /// - Throws: ``ManifestError`` unless magic, version and checksum are right.
    init(_ bytes: [UInt8], of digest: Digest, magic: UInt32, headerByteCount: Int)
        throws(ManifestError)
    {
        self.bytes = bytes
        self.digest = digest
        guard bytes.count >= headerByteCount + PageBytes.checksumByteCount,
            UInt32(truncatingIfNeeded: integer(at: 0, byteCount: 4)) == magic
        else { throw .corrupt(digest) }
        let version = integer(at: 4, byteCount: 2)
        guard version == PageBytes.version else {
            throw .unsupportedFormat(digest, version: version)
        }
        let end = bytes.count - PageBytes.checksumByteCount
        guard UInt32(truncatingIfNeeded: integer(at: end, byteCount: 4)) == CRC32C.of(bytes[..<end])
        else { throw .corrupt(digest) }
    }

    var corrupt: ManifestError { .corrupt(digest) }

    /// Where the columns must end.
    var contentEnd: Int { bytes.count - PageBytes.checksumByteCount }

    /// The number at an offset that is known to be inside; negative where eight bytes exceed 63
    /// bits.
    func integer(at offset: Int, byteCount: Int) -> Int {
        func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Int {
            Int(
                truncatingIfNeeded: Number(
                    littleEndian: bytes.span.bytes.unsafeLoadUnaligned(
                        fromByteOffset: offset, as: type)))
        }
        switch byteCount {
        case 2: return number(UInt16.self)
        case 4: return number(UInt32.self)
        case 8: return number(UInt64.self)
        default: preconditionFailure("numbers in pages have 2, 4 or 8 bytes")
        }
    }

    /// The text in a range that is known to be inside.
    func text(_ range: Range<Int>) throws(ManifestError) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else { throw corrupt }
        return text
    }

    /// The digest at an offset that is known to be inside.
    func digest(at offset: Int) -> Digest { Digest(bytes.span.bytes, at: offset) }

    /// Names, each behind a byte with its length; they must fill the range.
    func names(count: Int, in range: Range<Int>) throws(ManifestError) -> [String] {
        var names: [String] = []
        var offset = range.lowerBound
        for _ in 0..<count {
            guard offset < range.upperBound else { throw corrupt }
            let end = offset + 1 + Int(bytes[offset])
            guard end <= range.upperBound else { throw corrupt }
            names.append(try text(offset + 1..<end))
            offset = end
        }
        guard offset == range.upperBound else { throw corrupt }
        return names
    }
}

/// A column of numbers in a page.
struct PageColumn: Sendable {
    let offset: Int
    let count: Int
    /// Bytes of one number: 2, 4 or 8.
    let width: Int

    var end: Int { offset + count * width }

    func value(_ index: Int, in page: PageBytes) -> Int {
        page.integer(at: offset + index * width, byteCount: width)
    }

    /// The range between the previous end and this one, in a column of ends.
    func range(_ index: Int, in page: PageBytes) -> Range<Int> {
        (index == 0 ? 0 : value(index - 1, in: page))..<value(index, in: page)
    }

    /// Checks a column of ends: none before its predecessor, the last one at `total`.
    ///
    /// `minimum` is the least length of one range.
    func checkEnds(total: Int?, minimum: Int, in page: PageBytes) throws(ManifestError) {
        var previous = 0
        for index in 0..<count {
            let end = value(index, in: page)
            guard end >= previous, end - previous >= minimum else { throw page.corrupt }
            previous = end
        }
        if let total, previous != total { throw page.corrupt }
    }
}

extension [UInt8] {
    /// Appends the lower bytes of a number, least significant first.
    mutating func append(_ value: Int, byteCount: Int) {
        for index in 0..<byteCount {
            append(UInt8(truncatingIfNeeded: value >> (8 * index)))
        }
    }

    /// Appends the running totals of some lengths.
    mutating func appendEnds(_ lengths: [Int], byteCount: Int) {
        var end = 0
        for length in lengths {
            end += length
            append(end, byteCount: byteCount)
        }
    }

    /// Appends a name behind a byte with its length.
    mutating func appendName(_ name: String) {
        append(UInt8(name.utf8.count))
        append(contentsOf: name.utf8)
    }

    /// Appends the checksum that ends a page.
    mutating func appendChecksum() {
        append(Int(CRC32C.of(self)), byteCount: PageBytes.checksumByteCount)
    }
}
