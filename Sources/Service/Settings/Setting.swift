/// One line of ``Settings/table``: everything there is to say about a setting.
package struct Setting: Sendable {
    /// Lower-case words joined by hyphens: the flag without `--`, and the name in the file.
    package let name: String
    package let type: SettingType
    /// One sentence: what it is.
    package let help: String
    /// Why the default is what it is; completes "because".
    package let reason: String

    init(_ name: String, _ type: SettingType, _ help: String, because reason: String) {
        self.name = name
        self.type = type
        self.help = help
        self.reason = reason
    }

    package var flag: String { "--\(name)" }

    /// `CAIRN_` and the name in upper case: `CAIRN_WORKER_QUEUE`.
    package var environmentName: String { Self.environmentPrefix + Self.upperCase(name) }

    /// The default as an operator would write it.
    package var defaultText: String { type.text(in: Settings()) }

    static let environmentPrefix = "CAIRN_"

    static func upperCase(_ name: String) -> String {
        String(name.map { $0 == "-" ? "_" : Character($0.uppercased()) })
    }
}
