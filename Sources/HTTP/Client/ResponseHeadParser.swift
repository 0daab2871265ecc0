/// Finds and reads the head of an answer, strictly.
///
/// ``scan(_:)`` looks for the empty line and never looks at a byte twice; ``parse(_:)`` then reads
/// the whole head, so no state has to survive between two reads from the socket.
struct ResponseHeadParser {
    private let limitBytes: Int
    private var scanned = 0

    init(limitBytes: Int) { self.limitBytes = limitBytes }

    /// The length of the head with its empty line; nil while it is incomplete.
    mutating func scan(_ bytes: ArraySlice<UInt8>) throws(ResponseHeadError) -> Int? {
        let end = Array("\r\n\r\n".utf8)
        var index = bytes.startIndex + max(0, scanned - (end.count - 1))
        while index + end.count <= bytes.endIndex {
            if bytes[index] == end[0], bytes[index..<index + end.count].elementsEqual(end) {
                let length = index + end.count - bytes.startIndex
                guard length <= limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
                return length
            }
            index += 1
        }
        scanned = bytes.count
        guard scanned < limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
        return nil
    }

    /// Reads one whole head, as measured by ``scan(_:)``.
    static func parse(_ bytes: ArraySlice<UInt8>) throws(ResponseHeadError) -> ResponseHead {
        var rest = bytes
        guard let first = takeLine(&rest) else { throw .malformedStatusLine }
        let (minorVersion, status) = try statusLine(first)
        var fields: [Field] = []
        var line = 1
        while true {
            guard let next = takeLine(&rest) else { throw .malformedField(line: line) }
            if next.isEmpty { break }
            guard let field = field(next) else { throw .malformedField(line: line) }
            fields.append(field)
            line += 1
        }
        guard rest.isEmpty else { throw .malformedField(line: line) }
        return ResponseHead(minorVersion: minorVersion, status: status, fields: fields)
    }

    // The bytes before the next CRLF; nil when there is none, or a bare CR or LF before it.
    private static func takeLine(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = bytes.firstIndex(where: { $0 == 0x0D || $0 == 0x0A }),
            bytes[end] == 0x0D, end + 1 < bytes.endIndex, bytes[end + 1] == 0x0A
        else { return nil }
        defer { bytes = bytes[(end + 2)...] }
        return bytes[..<end]
    }

    // status-line = HTTP-version SP status-code SP [ reason-phrase ]
    private static func statusLine(_ line: ArraySlice<UInt8>) throws(ResponseHeadError)
        -> (minorVersion: Int, status: Status)
    {
        let version = line.prefix(8)
        guard version.starts(with: "HTTP/".utf8) else { throw .malformedStatusLine }
        let minorVersion: Int
        if version.elementsEqual("HTTP/1.1".utf8) {
            minorVersion = 1
        } else if version.elementsEqual("HTTP/1.0".utf8) {
            minorVersion = 0
        } else {
            throw .unknownVersion
        }
        let rest = line.dropFirst(8)
        let digits = rest.dropFirst().prefix(3)
        guard rest.count >= 5, rest.first == UInt8(ascii: " "), rest.dropFirst(4).first == 0x20,
            digits.allSatisfy(Grammar.isDigit),
            let code = Int(String(decoding: digits, as: UTF8.self)), (100...599).contains(code),
            rest.dropFirst(5).allSatisfy(Grammar.isFieldValue)
        else { throw .malformedStatusLine }
        return (minorVersion, Status(rawValue: code))
    }

    // field-line = field-name ":" OWS field-value OWS: no space before the colon, no folding.
    private static func field(_ line: ArraySlice<UInt8>) -> Field? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(Grammar.isToken),
            line[(colon + 1)...].allSatisfy(Grammar.isFieldValue)
        else { return nil }
        let value = Substring(String(decoding: line[(colon + 1)...], as: UTF8.self))
        return Field(
            String(decoding: line[..<colon], as: UTF8.self), String(Grammar.trim(value)))
    }
}
