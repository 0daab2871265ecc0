/// The lists of tags in If-Match and If-None-Match (RFC 9110 §13.1.1, §13.1.2).
extension ETag {
    /// Whether the field value `list`, which is `*` or some tags, holds for the current state.
    ///
    /// `*` means any state, so it is for callers that know that there is one. A value that is no
    /// list of tags matches nothing. Read by bytes and without memory of its own: a list may be as
    /// long as a head, and is read on a loop.
    package static func list(_ list: String, matches current: ETag?, strongly: Bool) -> Bool {
        if Grammar.trim(Substring(list)) == "*" { return true }
        guard let current else { return false }
        var rest = list.utf8[...]
        var isMatched = false
        while true {
            // Empty elements are no error (§5.6.1.2).
            rest = rest.drop { Grammar.isBlank($0) || $0 == UInt8(ascii: ",") }
            guard !rest.isEmpty else { return isMatched }
            guard let tag = takeTag(&rest) else { return false }
            rest = rest.drop(while: Grammar.isBlank)
            guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return false }
            let isComparable = !strongly || (!tag.isWeak && !current.isWeak)
            if isComparable, tag.opaque.elementsEqual(current.opaque.utf8) { isMatched = true }
        }
    }

    // entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE (§8.8.3): a comma may stand inside it.
    private static func takeTag(
        _ rest: inout Substring.UTF8View
    ) -> (opaque: Substring.UTF8View, isWeak: Bool)? {
        let isWeak = rest.starts(with: "W/".utf8)
        if isWeak { rest = rest.dropFirst(2) }
        guard rest.popFirst() == UInt8(ascii: "\""),
            let end = rest.firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        let opaque = rest[..<end]
        rest = rest[end...].dropFirst()
        return (opaque, isWeak)
    }
}
