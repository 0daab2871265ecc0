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
        let name = name.lowercased()
        return endings.contains { name.hasSuffix($0) }
    }

    static func hides(value: String) -> Bool {
        let value = value.prefix(8).lowercased()
        return schemes.contains { value.hasPrefix($0) }
    }
}
