/// The lists of tags in If-Match and If-None-Match (RFC 9110 §13.1.1, §13.1.2).
extension ETag {
    /// Whether the field value `list`, which is `*` or some tags, holds for the current state.
    ///
    /// `*` means any state, so it is for callers that know that there is one. A value that is no
    /// list of tags matches nothing. Read byte by byte: a list may be as long as a head, and is
    /// read on a loop.
    package static func list(_ list: String, matches current: ETag?, strongly: Bool) -> Bool {
        if Grammar.trim(Substring(list)) == "*" { return true }
        guard let current else { return false }
        let list = Array(list.utf8)
        var place = 0
        var isMatched = false
        while true {
            // Empty elements are no error (§5.6.1.2).
            while place < list.count, Grammar.isBlank(list[place]) || list[place] == comma {
                place += 1
            }
            guard place < list.count else { return isMatched }
            guard let tag = takeTag(list, &place) else { return false }
            while place < list.count, Grammar.isBlank(list[place]) { place += 1 }
            guard place == list.count || list[place] == comma else { return false }
            let isComparable = !strongly || (!tag.isWeak && !current.isWeak)
            if isComparable, list[tag.opaque].elementsEqual(current.opaque.utf8) {
                isMatched = true
            }
        }
    }

    // entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE (§8.8.3): a comma may stand inside it.
    private static func takeTag(
        _ list: [UInt8], _ place: inout Int
    ) -> (opaque: Range<Int>, isWeak: Bool)? {
        let isWeak = list[place...].starts(with: "W/".utf8)
        let start = place + (isWeak ? 3 : 1)
        guard start <= list.count, list[start - 1] == quote else { return nil }
        var end = start
        while end < list.count, list[end] != quote { end += 1 }
        guard end < list.count else { return nil }
        place = end + 1
        return (start..<end, isWeak)
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
}
