/// Which values never reach a log, whoever logs them.
///
/// A rule over names rather than over call sites, because it must also hold for the call that is
/// written next year.
enum Redaction {
    static let replacement = "[redacted]"

    /// Names that end so hold a credential: `authorization`, `hf_token`, `set-cookie`. `token-id`
    /// and `tokens` do not.
    private static let endings = ["authorization", "token", "cookie", "password", "secret"]

    /// Schemes of RFC 9110 §11: a value that starts so is a credential under any name.
    private static let schemes = ["bearer ", "basic "]

    static func hides(name: String) -> Bool {
        endings.contains { isEqual(name.utf8.suffix($0.utf8.count), $0) }
    }

    static func hides(value: String) -> Bool {
        schemes.contains { isEqual(value.utf8.prefix($0.utf8.count), $0) }
    }

    // Without case, and without copies: this is asked twice for each member of each line.
    private static func isEqual(_ text: Substring.UTF8View, _ small: String) -> Bool {
        text.count == small.utf8.count
            && zip(text, small.utf8).allSatisfy { byte, letter in
                byte == letter
                    || byte &- UInt8(ascii: "A") < 26 && byte | 0x20 == letter
            }
    }
}
