/// Character classes of HTTP and URIs, and comparisons without case (RFC 9110 §5.6, RFC 3986).
package enum Grammar {
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let colon = UInt8(ascii: ":")
    static let slash = UInt8(ascii: "/")
    static let question = UInt8(ascii: "?")
    static let percent = UInt8(ascii: "%")

    /// tchar: what names and methods are made of.
    @inline(__always)
    package static func isToken(_ byte: UInt8) -> Bool { tokens.contains(byte) }

    /// What a request target may hold: RFC 3986's characters, without the fragment mark.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool { targets.contains(byte) }

    /// What a host name may hold: RFC 3986's reg-name without the comma, which joins two fields
    /// Host to one for a reader that puts repeated fields together.
    @inline(__always)
    static func isHostName(_ byte: UInt8) -> Bool { hostNames.contains(byte) }

    /// Field content: visible bytes, space, tab and obs-text; no other control byte.
    @inline(__always)
    package static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 ? byte != 0x7F : byte == tab
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// ASCII letters become small; every other byte stays.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// Whether two texts differ at most in the case of ASCII letters.
    package static func equalsIgnoringCase(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    /// The elements of a comma-separated list without the white space around them; empty elements
    /// are skipped (RFC 9110 §5.6.1.2).
    package static func listElements(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: ",")).compactMap { element in
            let trimmed = trim(Substring(element))
            return trimmed.isEmpty ? nil : String(trimmed)
        }
    }

    /// `text` without spaces and tabs at its ends.
    package static func trim(_ text: Substring) -> Substring {
        let isSpace = { (byte: UInt8) in byte == space || byte == tab }
        let bytes = text.utf8.drop(while: isSpace)
        var end = bytes.endIndex
        while end > bytes.startIndex, isSpace(bytes[bytes.index(before: end)]) {
            end = bytes.index(before: end)
        }
        return Substring(bytes[..<end])
    }

    private static let alphanumerics =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    private static let tokens = ByteSet(alphanumerics + "!#$%&'*+-.^_`|~")
    private static let targets = ByteSet(alphanumerics + "-._~:/?[]@!$&'()*+,;=%")
    private static let hostNames = ByteSet(alphanumerics + "-._~!$&'()*+;=%")
}

/// A set of ASCII bytes, as two words: membership is a shift and a mask.
struct ByteSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ characters: String) {
        for byte in characters.utf8 {
            precondition(byte < 128, "the grammars of HTTP are ASCII")
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }
}
