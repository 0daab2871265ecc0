/// Headers of tar members as this program writes them (POSIX.1-2017, pax, "ustar Interchange
/// Format").
///
/// A header is a function of path and size: mode 0644, owner and group 0 without names, time 0.
/// So the bytes of an archive are a function of its members. A path of more than 100 bytes is
/// split at a slash into prefix and name where that fits; else, or when the size needs more than
/// eleven octal digits, a pax header with `path` or `size` comes first; so it does for a checksum,
/// a record of our own that other readers pass over.
package enum TarHeader {
    /// The pax record of a member's SHA-256, in hexadecimal (pax, "VENDOR.keyword").
    package static let checksumKeyword = "CAIRN.sha256"
    /// Archives are made of blocks of so many bytes.
    package static let blockByteCount = 512
    /// Two blocks of zeros end an archive.
    package static let endByteCount = 2 * blockByteCount
    /// Longest path, in bytes.
    package static let pathLimit = TarLimits().pathByteCount

    private static let octalSizeLimit: Int64 = 0o777_7777_7777
    private static let paxPath = "././@PaxHeader"

    /// The header of a file: one block, or three and more with a pax header.
    ///
    /// - Parameter checksum: of the content, where the header is to hold it.
    package static func bytes(path: String, byteCount: Int64, checksum: Digest? = nil) -> [UInt8] {
        precondition(
            (1...pathLimit).contains(path.utf8.count), "paths are checked where they come in")
        precondition(byteCount >= 0, "sizes are checked where they come in")
        let path = Array(path.utf8)
        let place = Place(path)
        let records = records(path: path, place, byteCount: byteCount, checksum: checksum)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(blockByteCount)
        if !records.isEmpty {
            let header = Place(prefix: [], name: Array(paxPath.utf8)[...])
            append(header, byteCount: Int64(records.count), UInt8(ascii: "x"), to: &bytes)
            bytes += records
            bytes += repeatElement(0, count: paddingByteCount(after: Int64(records.count)))
        }
        // With a pax path the plain one is only for old readers: as much of the end as fits.
        append(
            place ?? Place(prefix: [], name: path.suffix(Place.nameLimit)),
            byteCount: byteCount > octalSizeLimit ? 0 : byteCount, UInt8(ascii: "0"), to: &bytes)
        return bytes
    }

    /// How long the header of a file is.
    package static func byteCount(
        path: String, byteCount: Int64, hasChecksum: Bool = false
    ) -> Int {
        // Nearly every header is one block, and a layout asks for all of them.
        if !hasChecksum, path.utf8.count <= Place.nameLimit, byteCount <= octalSizeLimit {
            return blockByteCount
        }
        // All digests are of one length.
        let checksum = hasChecksum ? Digest.of([]) : nil
        return bytes(path: path, byteCount: byteCount, checksum: checksum).count
    }

    /// What the block itself has no room for.
    private static func records(
        path: [UInt8], _ place: Place?, byteCount: Int64, checksum: Digest?
    ) -> [UInt8] {
        var records: [UInt8] = []
        if place == nil { records += record("path", path) }
        if byteCount > octalSizeLimit { records += record("size", Array(String(byteCount).utf8)) }
        if let checksum { records += record(checksumKeyword, Array(checksum.hexadecimal.utf8)) }
        return records
    }

    /// The number of zeros after so many bytes of content, up to the next block.
    package static func paddingByteCount(after byteCount: Int64) -> Int {
        let rest = Int(byteCount % Int64(blockByteCount))
        return rest == 0 ? 0 : blockByteCount - rest
    }

    /// Where a path stands in a ustar header: prefix, a slash that is not written, name.
    private struct Place {
        static let nameLimit = 100
        static let prefixLimit = 155

        let prefix: ArraySlice<UInt8>
        let name: ArraySlice<UInt8>

        init(prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>) {
            self.prefix = prefix
            self.name = name
        }

        /// nil when the path needs a pax header.
        init?(_ path: [UInt8]) {
            if path.count <= Place.nameLimit {
                self.init(prefix: [], name: path[...])
                return
            }
            // The first slash that leaves a name of at most 100 bytes gives the shortest prefix.
            let earliest = max(1, path.count - Place.nameLimit - 1)
            guard let slash = path[earliest...].firstIndex(of: UInt8(ascii: "/")),
                slash <= Place.prefixLimit, slash + 1 < path.count
            else { return nil }
            self.init(prefix: path[..<slash], name: path[(slash + 1)...])
        }
    }

    /// A block without name, size, kind and check: what all headers have in common.
    private static let template: [UInt8] = {
        var block = [UInt8](repeating: 0, count: blockByteCount)
        let texts = [
            100: "0000644", 108: "0000000", 116: "0000000", 136: "00000000000", 148: "        ",
            257: "ustar\u{0}00", 329: "0000000", 337: "0000000",
        ]
        for (offset, text) in texts {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        return block
    }()

    private static let templateSum = template.reduce(0) { $0 + Int64($1) }

    private static func append(
        _ place: Place, byteCount: Int64, _ typeFlag: UInt8, to bytes: inout [UInt8]
    ) {
        let start = bytes.count
        bytes += template
        // The check counts itself as spaces, as the template has it.
        var sum = templateSum
        func put(_ byte: UInt8, at offset: Int) {
            bytes[start + offset] = byte
            sum += Int64(byte)
        }
        for (index, byte) in place.name.enumerated() { put(byte, at: index) }
        for (index, byte) in place.prefix.enumerated() { put(byte, at: 345 + index) }
        for index in 0..<11 { put(octalDigit(byteCount, of: 11, at: index), at: 124 + index) }
        put(typeFlag, at: 156)
        for index in 0..<6 { bytes[start + 148 + index] = octalDigit(sum, of: 6, at: index) }
        bytes[start + 154] = 0
    }

    /// The digit at a place of a number of so many digits, from the left.
    private static func octalDigit(_ value: Int64, of count: Int, at index: Int) -> UInt8 {
        UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value >> (3 * (count - 1 - index)) & 7)
    }

    // "%d %s=%s\n", where the number counts its own digits too.
    private static func record(_ name: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(name)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = rest.count
        while String(length).utf8.count + rest.count != length {
            length = String(length).utf8.count + rest.count
        }
        return Array(String(length).utf8) + rest
    }
}
