/// Why some bytes are not the JSON that is wanted here.
///
/// `pointer` names the place (RFC 6901); the empty pointer is the whole document.
package enum JSONError: Error, Equatable {
    /// The grammar of RFC 8259 ends at this byte.
    case syntax(offset: Int)
    /// A text is not UTF-8, or an escape spells half a surrogate pair.
    case notUnicode(offset: Int)
    case tooDeep(pointer: String, limit: Int)
    /// The whole document.
    case tooLong(byteLimit: Int)
    case duplicateName(pointer: String)
    case wrongKind(pointer: String, expected: String)
    case missing(pointer: String)
    /// A member that this document does not have; `known` are those that it has.
    case unknownName(pointer: String, known: [String])
    /// A value of the right kind that is not allowed; `rule` says what is.
    case notAllowed(pointer: String, rule: String)
}

/// Reads one JSON document, strictly: equal names, bytes after the end and bad UTF-8 are errors.
package struct JSONReader {
    /// Bounds of what is read; a document past one is refused, never cut.
    package struct Limits: Sendable {
        package var byteCount: Int
        package var depth: Int
        package var numberLength: Int
        /// Of one object: a member is found by looking at those before it.
        package var memberCount: Int

        package init(
            byteCount: Int = 1024 * 1024, depth: Int = 64, numberLength: Int = 64,
            memberCount: Int = 10_000
        ) {
            self.byteCount = byteCount
            self.depth = depth
            self.numberLength = numberLength
            self.memberCount = memberCount
        }
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var offset: Int
    /// The names and indices that lead to the value being read. They are put together to a pointer
    /// only for an error: a long name above many values would be copied for each of them.
    private var place: [String] = []

    /// The value that `bytes` hold.
    package static func read(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) -> JSON
    {
        guard bytes.count <= limits.byteCount else { throw .tooLong(byteLimit: limits.byteCount) }
        var reader = JSONReader(bytes: bytes, limits: limits, offset: 0)
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.offset == bytes.count else { throw .syntax(offset: reader.offset) }
        return value
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            offset += 1
        }
    }

    private mutating func take(_ byte: UInt8) throws(JSONError) {
        guard next == byte else { throw .syntax(offset: offset) }
        offset += 1
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth <= limits.depth else {
            throw .tooDeep(pointer: JSONPointer.text(place), limit: limits.depth)
        }
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let start = offset
        for index in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[index] else { throw .syntax(offset: start) }
            offset += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        try take(UInt8(ascii: "{"))
        var members: [JSONObject.Member] = []
        var names = JSONNames()
        skipSpace()
        if next == UInt8(ascii: "}") {
            offset += 1
            return JSONObject()
        }
        while true {
            let name = try string()
            guard members.count < limits.memberCount else {
                throw .notAllowed(
                    pointer: JSONPointer.text(place),
                    rule: "an object of \(limits.memberCount) members at most")
            }
            place.append(name)
            guard names.insert(name, besides: members) else {
                throw .duplicateName(pointer: JSONPointer.text(place))
            }
            skipSpace()
            try take(UInt8(ascii: ":"))
            skipSpace()
            members.append(.init(name: name, value: try value(depth: depth + 1)))
            place.removeLast()
            skipSpace()
            if next == UInt8(ascii: "}") { break }
            try take(UInt8(ascii: ","))
            skipSpace()
        }
        offset += 1
        return JSONObject(unchecked: members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
        try take(UInt8(ascii: "["))
        var elements: [JSON] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            offset += 1
            return elements
        }
        while true {
            place.append(String(elements.count))
            elements.append(try value(depth: depth + 1))
            place.removeLast()
            skipSpace()
            if next == UInt8(ascii: "]") { break }
            try take(UInt8(ascii: ","))
            skipSpace()
        }
        offset += 1
        return elements
    }

    // number = [ minus ] int [ frac ] [ exp ] (RFC 8259 §6): no plus, no leading zero.
    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = offset
        if next == UInt8(ascii: "-") { offset += 1 }
        if next == UInt8(ascii: "0") { offset += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        let hasExponent = next == UInt8(ascii: "e") || next == UInt8(ascii: "E")
        if hasExponent {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        guard offset - start <= limits.numberLength else {
            throw .notAllowed(
                pointer: JSONPointer.text(place),
                rule: "a number of \(limits.numberLength) bytes at most")
        }
        let number = JSONNumber(unchecked: String(decoding: bytes[start..<offset], as: UTF8.self))
        // What no double holds would be infinite to nearly every reader. Without an exponent a
        // number of this length is far below.
        guard !hasExponent || number.double != nil else {
            throw .notAllowed(
                pointer: JSONPointer.text(place), rule: "a number that a double holds")
        }
        return number
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            offset += 1
        }
        guard offset > start else { throw .syntax(offset: offset) }
    }

    private mutating func string() throws(JSONError) -> String {
        let start = offset
        try take(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while true {
            let plain = offset
            skipPlainText()
            guard let byte = next, byte >= 0x20 else { throw .syntax(offset: offset) }
            offset += 1
            if byte == UInt8(ascii: "\"") {
                // Nearly every text is one piece, which is not copied twice.
                let piece = bytes[plain..<offset - 1]
                let string =
                    text.isEmpty
                    ? String(validating: piece, as: UTF8.self)
                    : String(validating: text + piece, as: UTF8.self)
                guard let string else { throw .notUnicode(offset: start) }
                return string
            }
            text += bytes[plain..<offset - 1]
            text += try escape()
        }
    }

    /// Goes on to a quotation mark, a backslash, a control character or the end.
    private mutating func skipPlainText() {
        // Of its own, so that the offset may change meanwhile.
        let document = bytes
        let bytes = document.span
        var index = offset
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            index += 1
        }
        offset = index
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard let byte = next else { throw .syntax(offset: offset) }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw .syntax(offset: offset - 1)
        }
    }

    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let start = offset
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A high surrogate stands only before a low one.
        guard (0xD800...0xDBFF).contains(first), next == UInt8(ascii: "\\") else {
            throw .notUnicode(offset: start)
        }
        offset += 1
        try take(UInt8(ascii: "u"))
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(
                0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw .notUnicode(offset: start) }
        return scalar
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw .syntax(offset: offset)
            }
            value = value << 4 | UInt16(digit)
            offset += 1
        }
        return value
    }
}

/// The names of one object so far, told from each other by their bytes: strings are equal already
/// when their normal forms are.
private struct JSONNames {
    /// Up to so many, looking at each costs less than a set.
    private static let fewCount = 16

    /// Seeded hashes: chosen names do not collide.
    private var many: Set<[UInt8]> = []

    /// - Parameter members: those before, all of which were inserted.
    /// - Returns: false when the name is among them.
    mutating func insert(_ name: String, besides members: [JSONObject.Member]) -> Bool {
        if members.count < JSONNames.fewCount {
            return !members.contains { $0.name.hasBytes(of: name) }
        }
        if many.isEmpty { many = Set(members.map { Array($0.name.utf8) }) }
        return many.insert(Array(name.utf8)).inserted
    }
}

/// Places in a JSON document (RFC 6901).
package enum JSONPointer {
    /// The pointer made of unescaped names and indices.
    package static func text(_ tokens: [String]) -> String {
        tokens.map { "/" + escape($0) }.joined()
    }

    /// A name as one reference token: `~` is `~0`, `/` is `~1`.
    package static func escape(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") })
        else {
            return name
        }
        return name.reduce(into: "") { escaped, character in
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.append(character)
            }
        }
    }
}
