/// One field line of a message (RFC 9110 §5).
///
/// Any text can be put in; the writer refuses what would not stay one line (see ``isSafe``).
package struct Field: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the name is a token and the value has no CR, LF, NUL or other control byte, so that
    /// nobody can split a message through a value (RFC 9110 §5.5).
    package var isSafe: Bool {
        !name.isEmpty && Grammar.holds(name, only: Grammar.isToken)
            && Grammar.isFieldValue(value)
    }

    /// Whether this is the field called `other`: names have no case.
    package func isNamed(_ other: String) -> Bool { Grammar.equalsIgnoringCase(name, other) }
}
