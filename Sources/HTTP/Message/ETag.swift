package import Codecs

/// An entity tag: the name of one state of a resource (RFC 9110 §8.8.3).
package struct ETag: Sendable, Hashable {
    /// What stands between the quotes.
    package let opaque: String
    /// Whether it only promises equal meaning and not equal bytes.
    package let isWeak: Bool

    /// A strong tag.
    ///
    /// - Parameter text: without quotes; printable ASCII without `"`, which is a promise of the
    ///   caller's code and not of a peer.
    package init(strong text: String) {
        precondition(text.utf8.allSatisfy(ETag.isAllowed), "an entity tag has bytes that break it")
        self.init(opaque: text, isWeak: false)
    }

    /// The strong tag of the bytes that `digest` names: `"sha256:…"`.
    package init(_ digest: Digest) { self.init(opaque: digest.description, isWeak: false) }

    private init(opaque: String, isWeak: Bool) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// What names a representation in the coding gzip adds to the tag of the plain one.
    private static let gzipSuffix = "-gzip"

    /// The tag of the same state in the coding gzip, whose bytes differ (RFC 9110 §8.8.3.3).
    var inGzip: ETag { ETag(opaque: opaque + ETag.gzipSuffix, isWeak: isWeak) }

    /// The tag of the same state without a coding.
    package var plain: ETag {
        guard opaque.hasSuffix(ETag.gzipSuffix) else { return self }
        return ETag(
            opaque: String(opaque.dropLast(ETag.gzipSuffix.count)), isWeak: isWeak)
    }

    /// As it stands in a field, with quotes.
    package var text: String { (isWeak ? "W/\"" : "\"") + opaque + "\"" }

    /// Appends what stands in a field.
    func write(into bytes: inout GatheredBytes) {
        if isWeak { bytes.append("W/") }
        bytes.append("\"")
        bytes.append(text: opaque)
        bytes.append("\"")
    }

    /// Whether these bytes are the text of this strong tag, and nothing else.
    func isText(in head: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !isWeak, range.count == opaque.utf8.count + 2,
            head[range.lowerBound] == UInt8(ascii: "\""),
            head[range.upperBound - 1] == UInt8(ascii: "\"")
        else { return false }
        return head.holds(opaque, in: range.lowerBound + 1..<range.upperBound - 1)
    }

    /// The tag that `text` spells, and nothing beside it; nil otherwise.
    package static func parse(_ text: String) -> ETag? {
        var rest = Grammar.trim(Substring(text))
        let isWeak = rest.hasPrefix("W/")
        if isWeak { rest = rest.dropFirst(2) }
        guard rest.utf8.count >= 2, rest.hasPrefix("\""), rest.hasSuffix("\"") else { return nil }
        let opaque = rest.dropFirst().dropLast()
        guard opaque.utf8.allSatisfy(isAllowed) else { return nil }
        return ETag(opaque: String(opaque), isWeak: isWeak)
    }

    /// Strong comparison: both strong and equal (RFC 9110 §8.8.3.2).
    package func matchesStrongly(_ other: ETag) -> Bool {
        !isWeak && !other.isWeak && opaque == other.opaque
    }

    /// Weak comparison: equal, whatever their strength.
    package func matchesWeakly(_ other: ETag) -> Bool { opaque == other.opaque }

    // etagc without obs-text.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte == 0x21 || (0x23...0x7E).contains(byte)
    }
}
