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

    /// Whether all of `text` may stand in a field.
    static func isFieldValue(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            var cursor = HeadCursor(position: 0)
            return cursor.takeFieldValue(bytes.span).count == bytes.count
        } ?? text.utf8.allSatisfy { isFieldValue($0) }
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

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// The elements of a comma-separated list without the white space around them; empty elements
    /// are skipped (RFC 9110 §5.6.1.2).
    ///
    /// - Returns: nil when there are more than `limit`: a peer does not make the server keep as
    ///   many texts as a head has bytes.
    package static func listElements(
        _ text: String, atMost limit: Int = HTTPLimits.listElementCount
    ) -> [String]? {
        var elements: [String] = []
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let element = rest.prefix { $0 != UInt8(ascii: ",") }
            rest = rest[element.endIndex...].dropFirst()
            let trimmed = trim(Substring(element))
            guard !trimmed.isEmpty else { continue }
            guard elements.count < limit else { return nil }
            elements.append(String(trimmed))
        }
        return elements
    }

    /// `text` without spaces and tabs at its ends.
    package static func trim(_ text: Substring) -> Substring {
        let bytes = text.utf8.drop(while: isBlank)
        var end = bytes.endIndex
        while end > bytes.startIndex, isBlank(bytes[bytes.index(before: end)]) {
            end = bytes.index(before: end)
        }
        return Substring(bytes[..<end])
    }

    /// Whether `text` has only bytes that `isAllowed` accepts.
    @inline(__always)
    static func holds(_ text: String, only isAllowed: (UInt8) -> Bool) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            for byte in bytes where !isAllowed(byte) { return false }
            return true
        } ?? text.utf8.allSatisfy(isAllowed)
    }

    // As numbers, so that the compiler puts them into the instructions; GrammarTests compare them
    // with the characters of the RFCs.
    static let tokens = ByteSet(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    static let targets = ByteSet(low: 0xAFFF_FFF2_0000_0000, high: 0x47FF_FFFE_AFFF_FFFF)
    static let hostNames = ByteSet(low: 0x2BFF_6FF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
}

/// A set of ASCII bytes, as two words: membership is a shift and a mask.
struct ByteSet: Sendable, Equatable {
    let low: UInt64
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && word &>> UInt64(byte & 63) & 1 == 1
    }
}
