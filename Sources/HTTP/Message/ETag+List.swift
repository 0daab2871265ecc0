/// The lists of tags in If-Match and If-None-Match (RFC 9110 §13.1.1, §13.1.2).
extension ETag {
    /// Whether the field value `list`, which is `*` or some tags, holds for the current state.
    ///
    /// `*` means any state, so it is for callers that know that there is one. What is not a tag in
    /// the list matches nothing.
    package static func list(_ list: String, matches current: ETag?, strongly: Bool) -> Bool {
        if Grammar.trim(Substring(list)) == "*" { return true }
        guard let current else { return false }
        return tags(in: list).contains { tag in
            strongly ? tag.matchesStrongly(current) : tag.matchesWeakly(current)
        }
    }

    // A comma may stand inside a tag, so a list of tags is not split at commas.
    private static func tags(in list: String) -> [ETag] {
        var tags: [ETag] = []
        var rest = Substring(list)
        while let open = rest.firstIndex(of: "\""),
            let close = rest[rest.index(after: open)...].firstIndex(of: "\"")
        {
            let isWeak = rest[..<open].hasSuffix("W/")
            if let tag = ETag.parse((isWeak ? "W/" : "") + rest[open...close]) { tags.append(tag) }
            rest = rest[rest.index(after: close)...]
        }
        return tags
    }
}
