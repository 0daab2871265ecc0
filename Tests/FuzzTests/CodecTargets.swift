import Codecs

extension FuzzTarget {
    /// One JSON document.
    static let json = FuzzTarget(
        name: "json",
        seeds: [
            #"{"a": [1, -2.5e3, true, null, "x\u00e9\ud83d\ude00\n"], "b": {}}"#, "[[[[]]]]", "0",
        ].map { Array($0.utf8) },
        words: [
            "{", "}", "[", "]", ",", ":", "\"", "\\u", "\\ud83d", "\\ude00", "null", "true", "1e",
            "-", ".5", "\"a\":", "\u{FEFF}", "é",
        ]
    ) { bytes in
        let value: JSON
        do throws(JSONError) {
            value = try JSONReader.read(bytes)
        } catch {
            return "\(error)".prefix { !$0.isNumber }.description
        }
        let written = Array(value.text.utf8)
        try demand((try? JSONReader.read(written)) == value, "what is written is read again")
        return "\(kind(value)) \(min(written.count, 64))"
    }

    private static func kind(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array(let elements): "array \(min(elements.count, 8))"
        case .object(let object): "object \(min(object.members.count, 8))"
        }
    }

    /// Text in percent-encoding, and base 64 and hexadecimal beside it.
    static let percent = FuzzTarget(
        name: "percent",
        seeds: ["a%20b+c", "%C3%A9", "Zm9vYg==", "00ff"].map { Array($0.utf8) },
        words: ["%", "%00", "%2F", "%ff", "%C3%A9", "+", "==", "é"]
    ) { bytes in
        for plusIsSpace in [false, true] {
            guard let text = PercentEncoding.decode(bytes, plusIsSpace: plusIsSpace) else {
                continue
            }
            try demand(!text.utf8.contains(0), "no NUL comes out")
            let encoded = PercentEncoding.encode(text)
            try demand(
                PercentEncoding.decode(encoded.utf8, plusIsSpace: plusIsSpace) == text,
                "what is encoded is decoded")
        }
        let binary = Base64.decode(bytes)
        if let binary { try demand(Array(Base64.encode(binary).utf8) == bytes, "one base 64") }
        let digits = Hexadecimal.decode(bytes)
        if let digits {
            try demand(Array(Hexadecimal.encode(digits).utf8) == bytes, "one spelling")
        }
        let text = PercentEncoding.decode(bytes, plusIsSpace: true)
        return "\(text?.utf8.count ?? -1) \(binary != nil) \(digits != nil)"
    }

    /// Tar archives.
    static let tar = FuzzTarget(
        name: "tar", seeds: [archive(["a.txt": 3]), archive(["a/b.png": 600, longPath: 1])],
        words: [
            "ustar\u{0}00", "ustar  \u{0}", "path=", "size=", "0000644\0", "../", "7777777", "x",
            "g", "L",
        ],
        mend: mendHeaders
    ) { bytes in
        let whole = read([bytes])
        try demand(read(pieces(of: bytes)) == whole, "pieces change the archive")
        return "\(whole.members.count) \(whole.content.count / 512) "
            + (whole.failure.map { "\($0)".prefix { !$0.isNumber } } ?? "")
    }

    /// Bodies in the coding gzip.
    static let gzip = FuzzTarget(
        name: "gzip", seeds: [coded([]), coded(Array("hello".utf8)), coded([1]) + coded([2])],
        words: ["\u{1F}\u{8B}\u{8}", "\0\0", "\u{1}\0\0", "\u{3}\0"]
    ) { bytes in
        let whole = decode([bytes])
        try demand(decode(pieces(of: bytes)) == whole, "pieces change the content")
        guard case .success(let plain) = whole else { return "\(whole)" }
        // RFC 1951: two bits at least for 258 bytes.
        try demand(plain.count <= bytes.count * 1032, "no more comes out than deflate can say")
        try demand(decode([bytes, bytes]) == .success(plain + plain), "members are one content")
        return "\(min(plain.count, 64))"
    }

    private static func coded(_ bytes: [UInt8]) -> [UInt8] {
        var encoder = GzipEncoder()
        return encoder.encode(bytes) + encoder.finish()
    }

    private static func decode(_ pieces: [[UInt8]]) -> Result<[UInt8], GzipError> {
        // As few bytes at a time as to meet every place where an output can be full.
        let byteLimit = 97
        var decoder = GzipDecoder()
        var plain: [UInt8] = []
        do throws(GzipError) {
            for piece in pieces {
                var rest = piece[...]
                while true {
                    let output = try decoder.decode(&rest, byteLimit: byteLimit)
                    plain += output
                    if output.count < byteLimit { break }
                }
            }
            try decoder.finish()
            return .success(plain)
        } catch {
            return .failure(error)
        }
    }

    private static let longPath = String(repeating: "long/", count: 40) + "x"

    private static func archive(_ files: [String: Int]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (path, count) in files.sorted(by: { $0.key < $1.key }) {
            bytes += TarHeader.bytes(path: path, byteCount: Int64(count))
            bytes += [UInt8](repeating: 65, count: count)
            let padding = TarHeader.paddingByteCount(after: Int64(count))
            bytes += [UInt8](repeating: 0, count: padding)
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    // Sets the checksum of every block that looks like a header (POSIX.1-1988, ustar).
    private static let mendHeaders: @Sendable ([UInt8]) -> [UInt8] = { input in
        var bytes = input
        for start in stride(from: 0, to: bytes.count - 511, by: 512)
        where Array(bytes[start + 257..<start + 262]) == Array("ustar".utf8) {
            let field = start + 148..<start + 156
            bytes.replaceSubrange(field, with: repeatElement(0x20, count: 8))
            let sum = bytes[start..<start + 512].reduce(0) { $0 + Int($1) }
            let digits = Array(String(sum, radix: 8).utf8)
            bytes.replaceSubrange(field.lowerBound..<field.lowerBound + digits.count, with: digits)
        }
        return bytes
    }

    private struct Archive: Equatable {
        var members: [TarMember] = []
        var content: [UInt8] = []
        var failure: TarError?
    }

    private static func read(_ pieces: [[UInt8]]) -> Archive {
        var reader = TarReader()
        var archive = Archive()
        do throws(TarError) {
            for piece in pieces {
                for event in try reader.feed(piece) {
                    switch event {
                    case .member(let member): archive.members.append(member)
                    case .content(let bytes): archive.content += bytes
                    case .endOfMember, .end: break
                    }
                }
            }
            try reader.finish()
        } catch {
            // What came out before the error depends on the pieces.
            archive = Archive(failure: error)
        }
        return archive
    }
}
