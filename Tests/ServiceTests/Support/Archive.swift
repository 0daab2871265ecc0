import Codecs

/// Tars for tests: good ones, and ones that only an attacker would make.
enum Archive {
    static func bytes(_ members: [(path: String, content: [UInt8])]) -> [UInt8] {
        var writer = TarWriter()
        var bytes = members.flatMap { writer.member(path: $0.path, content: $0.content) }
        bytes += writer.finish()
        return bytes
    }

    /// One member of a kind that is no file: `2` a symbolic link, `3` a device.
    ///
    /// - Parameter byteCount: what the header says; nothing follows it.
    static func member(ofKind kind: Character, path: String, byteCount: Int64 = 0) -> [UInt8] {
        var bytes = TarHeader.bytes(path: path, byteCount: byteCount)
        bytes += [UInt8](repeating: 0, count: TarHeader.endByteCount)
        bytes[156] = kind.asciiValue ?? 0
        // The checksum is a sum over the header with spaces in its own place (POSIX, ustar).
        let header = bytes[..<512].enumerated().map { index, byte in
            (148..<156).contains(index) ? Int(UInt8(ascii: " ")) : Int(byte)
        }
        let sum = String(header.reduce(0, +), radix: 8)
        let text = String(repeating: "0", count: 6 - sum.count) + sum + "\0 "
        bytes.replaceSubrange(148..<156, with: Array(text.utf8))
        return bytes
    }
}
