import Codecs

/// Text for people: descriptions and messages.
enum Prose {
    /// Most characters: a page of text.
    static let characterLimit = 10_000

    static let rule = "at most \(characterLimit) characters, without control characters"

    static func admits(_ text: String) -> Bool {
        text.count <= characterLimit
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\n" || scalar == "\t"
            }
    }
}

extension JSONFields {
    /// A member that, if present, must be text for people.
    mutating func optionalProse(_ name: String) throws(JSONError) -> String? {
        guard let text = try optionalString(name) else { return nil }
        guard Prose.admits(text) else {
            throw .notAllowed(pointer: place(of: name), rule: Prose.rule)
        }
        return text
    }
}
