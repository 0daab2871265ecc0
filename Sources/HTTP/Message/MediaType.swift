/// A media type with its parameters (RFC 9110 §8.3.1).
package struct MediaType: Sendable, Hashable {
    /// As written, with parameters.
    package let text: String

    /// Text that is known to follow the grammar; ``parse(_:)`` is for text from a peer.
    package init(_ text: String) {
        self.text = text
        isSafe = Grammar.isFieldValue(text)
    }

    /// Whether it stays one line in a message.
    let isSafe: Bool

    /// The media type that `text` spells; nil unless it is `type/subtype` and parameters.
    package static func parse(_ text: String) -> MediaType? {
        let trimmed = Grammar.trim(Substring(text))
        let type = MediaType(String(trimmed))
        let halves = type.essence.utf8.split(
            separator: Grammar.slash, maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2,
            halves.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Grammar.isToken) }),
            trimmed.utf8.allSatisfy(Grammar.isFieldValue)
        else { return nil }
        return type
    }

    /// Type and subtype in small letters, without parameters.
    package var essence: String {
        let end = text.utf8.firstIndex(of: UInt8(ascii: ";")) ?? text.endIndex
        return Grammar.trim(text[..<end]).lowercased()
    }

    package static let json = MediaType("application/json")
    package static let jsonLines = MediaType("application/x-ndjson")
    package static let problem = MediaType("application/problem+json")
    package static let tar = MediaType("application/x-tar")
    package static let octets = MediaType("application/octet-stream")
    package static let plainText = MediaType("text/plain; charset=utf-8")
    package static let html = MediaType("text/html; charset=utf-8")
    /// The Prometheus text exposition format.
    package static let telemetry = MediaType("text/plain; version=0.0.4; charset=utf-8")
}
