/// How far apart two names are, for "did you mean".
enum SpellingDistance {
    /// Characters beyond this are not compared: names of settings are shorter.
    private static let lengthLimit = 64

    /// Levenshtein distance: the fewest insertions, removals and replacements of characters.
    static func edits(_ left: String, _ right: String) -> Int {
        let left = Array(left.prefix(lengthLimit))
        let right = Array(right.prefix(lengthLimit))
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
