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
        var records: [UInt8] = []
        let place = Place(path)
        if place == nil { records += record("path", path) }
        if byteCount > octalSizeLimit { records += record("size", String(byteCount)) }
        if let checksum { records += record(checksumKeyword, checksum.hexadecimal) }
        var bytes: [UInt8] = []
        if !records.isEmpty {
            let header = Place(prefix: [], name: Array(paxPath.utf8))
            bytes += block(header, byteCount: Int64(records.count), typeFlag: UInt8(ascii: "x"))
            bytes += records
            bytes += [UInt8](repeating: 0, count: paddingByteCount(after: Int64(records.count)))
        }
        // With a pax path the plain one is only for old readers: as much of the end as fits.
        bytes += block(
            place ?? Place(prefix: [], name: Array(path.utf8.suffix(Place.nameLimit))),
            byteCount: byteCount > octalSizeLimit ? 0 : byteCount, typeFlag: UInt8(ascii: "0"))
        return bytes
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

        let prefix: [UInt8]
        let name: [UInt8]

        init(prefix: [UInt8], name: [UInt8]) {
            self.prefix = prefix
            self.name = name
        }

        /// nil when the path needs a pax header.
        init?(_ path: String) {
            let bytes = Array(path.utf8)
            if bytes.count <= Place.nameLimit {
                self.init(prefix: [], name: bytes)
                return
            }
            // The first slash that leaves a name of at most 100 bytes gives the shortest prefix.
            let earliest = max(1, bytes.count - Place.nameLimit - 1)
            guard let slash = bytes[earliest...].firstIndex(of: UInt8(ascii: "/")),
                slash <= Place.prefixLimit, slash + 1 < bytes.count
            else { return nil }
            self.init(prefix: Array(bytes[..<slash]), name: Array(bytes[(slash + 1)...]))
        }
    }

    private static func block(_ place: Place, byteCount: Int64, typeFlag: UInt8) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockByteCount)
        func put(_ bytes: some Collection<UInt8>, at offset: Int) {
            block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        put(place.name, at: 0)
        put("0000644".utf8, at: 100)
        put("0000000".utf8, at: 108)
        put("0000000".utf8, at: 116)
        put(octal(byteCount, digits: 11), at: 124)
        put("00000000000".utf8, at: 136)
        put("        ".utf8, at: 148)
        block[156] = typeFlag
        put("ustar\u{0}00".utf8, at: 257)
        put("0000000".utf8, at: 329)
        put("0000000".utf8, at: 337)
        put(place.prefix, at: 345)
        let sum = block.reduce(0) { $0 + Int64($1) }
        put(octal(sum, digits: 6) + [0], at: 148)
        return block
    }

    private static func octal(_ value: Int64, digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: digits - text.utf8.count) + text).utf8)
    }

    // "%d %s=%s\n", where the number counts its own digits too.
    private static func record(_ name: String, _ value: String) -> [UInt8] {
        let rest = " \(name)=\(value)\n"
        var length = rest.utf8.count
        while String(length).utf8.count + rest.utf8.count != length {
            length = String(length).utf8.count + rest.utf8.count
        }
        return Array("\(length)\(rest)".utf8)
    }
}
