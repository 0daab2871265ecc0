/// JSON values as text.
extension JSON {
    /// Compact text: no white space, members in their order.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Compact UTF-8.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return bytes
    }

    /// Compact UTF-8 with the members of every object in the order of their names' bytes.
    ///
    /// Equal values have equal canonical bytes, so their digest can be an identity. Numbers stay as
    /// they were written: `1` and `1.0` are different recipes.
    package var canonicalBytes: [UInt8] { sorted.bytes }

    /// Appends compact UTF-8.
    package func write(into bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): JSON.write(text, into: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSON.write(member.name, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Text over several lines, for people.
    package var indented: String {
        var text = ""
        writeIndented(into: &text, depth: 0)
        return text
    }

    private var sorted: JSON {
        switch self {
        case .array(let elements): .array(elements.map(\.sorted))
        case .object(let object):
            .object(
                JSONObject(
                    unchecked: object.members
                        .map { .init(name: $0.name, value: $0.value.sorted) }
                        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }))
        case .null, .bool, .number, .string: self
        }
    }

    private func writeIndented(into text: inout String, depth: Int) {
        let inner = String(repeating: "  ", count: depth + 1)
        let outer = String(repeating: "  ", count: depth)
        switch self {
        case .array(let elements) where !elements.isEmpty:
            text += "[\n"
            for (index, element) in elements.enumerated() {
                text += inner
                element.writeIndented(into: &text, depth: depth + 1)
                text += index + 1 < elements.count ? ",\n" : "\n"
            }
            text += outer + "]"
        case .object(let object) where !object.isEmpty:
            text += "{\n"
            for (index, member) in object.members.enumerated() {
                text += inner + JSON.string(member.name).text + ": "
                member.value.writeIndented(into: &text, depth: depth + 1)
                text += index + 1 < object.members.count ? ",\n" : "\n"
            }
            text += outer + "}"
        case .null, .bool, .number, .string, .array, .object: text += self.text
        }
    }

    // RFC 8259 §7: quotation mark, reverse solidus and control characters must be escaped.
    private static func write(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        bytes.append(quote)
        text.withUTF8 { characters in
            var start = 0
            for (index, byte) in characters.enumerated()
            where byte < 0x20 || byte == quote || byte == UInt8(ascii: "\\") {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: characters[start..<index]))
                writeEscaped(byte, into: &bytes)
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: characters[start...]))
        }
        bytes.append(quote)
    }

    private static let quote = UInt8(ascii: "\"")

    private static func writeEscaped(_ byte: UInt8, into bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
        case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
        case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
        case 0..<0x20:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(contentsOf: Hexadecimal.encode(CollectionOfOne(byte)).utf8)
        default:
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        }
    }
}
