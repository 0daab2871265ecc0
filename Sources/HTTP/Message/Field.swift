/// One field line of a message (RFC 9110 §5).
///
/// Any text can be put in; the writer refuses what would not stay one line (see ``isSafe``). Fields
/// are made more seldom than sent, so that is found out when they are made.
package struct Field: Sendable, Hashable {
    package let name: String
    package let value: String

    /// Whether the engine writes this field itself.
    let isReserved: Bool

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
        isSafe =
            !name.isEmpty && Grammar.holds(name, only: Grammar.isToken)
            && Grammar.isFieldValue(value)
        isReserved = Field.reserved.contains { Grammar.equalsIgnoringCase($0, name) }
    }

    /// A field that was read: the parser let nothing unsafe pass, and nobody sends it back.
    init(parsed name: String, _ value: String) {
        self.name = name
        self.value = value
        isSafe = true
        isReserved = false
    }

    /// Whether the name is a token and the value has no CR, LF, NUL or other control byte, so that
    /// nobody can split a message through a value (RFC 9110 §5.5).
    package let isSafe: Bool

    /// Whether this is the field called `other`: names have no case.
    package func isNamed(_ other: String) -> Bool { Grammar.equalsIgnoringCase(name, other) }

    package static func == (left: Field, right: Field) -> Bool {
        left.name == right.name && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(value)
    }

    private static let reserved = [
        "Content-Length", "Transfer-Encoding", "Connection", "Date", "Content-Type", "ETag",
        "Cache-Control", "X-Request-Id", "Accept-Ranges",
    ]
}
