/// One JSON object on one line, written member by member.
///
/// Nothing that is written can end the line, forge a member or move the cursor of a terminal:
/// quotes, backslashes, control and format characters and Unicode's line separators are escaped.
struct JSONLine {
    private var text = "{"
    private var needsComma = false

    /// Bytes of one string: more is cut, so that a hostile value cannot fill the disk.
    static let stringLimitBytes = 2048

    mutating func member(_ name: String, string value: String) {
        member(name, raw: Self.quoted(value))
    }

    /// Adds a member whose value is JSON already.
    mutating func member(_ name: String, raw value: String) {
        if needsComma { text += "," }
        needsComma = true
        text += "\(Self.quoted(name)):\(value)"
    }

    /// The finished line with its line feed.
    var bytes: [UInt8] { Array("\(text)}\n".utf8) }

    static func quoted(_ value: String) -> String {
        if isPlain(value) { return "\"" + value + "\"" }
        var escaped = "\""
        var byteCount = 0
        for scalar in value.unicodeScalars {
            byteCount += UTF8.width(scalar)
            guard byteCount <= stringLimitBytes else {
                escaped += "…"
                break
            }
            append(scalar, to: &escaped)
        }
        return escaped + "\""
    }

    /// Whether a text can stand as it is: nearly all of them can.
    private static func isPlain(_ value: String) -> Bool {
        value.utf8.count <= stringLimitBytes
            && value.utf8.allSatisfy { byte in
                byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"")
                    && byte != UInt8(ascii: "\\")
            }
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case _ where isInvisible(scalar):
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        default: text.unicodeScalars.append(scalar)
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        let category = scalar.properties.generalCategory
        return [.control, .format, .lineSeparator, .paragraphSeparator].contains(category)
    }
}
