/// One line of ``Settings/groups``: everything there is to say about a setting.
package struct Setting: Sendable {
    /// Lower-case words joined by hyphens: the flag without `--`, and the name in the file.
    package let name: String
    package let type: SettingType
    /// One sentence: what it is.
    package let help: String
    /// Why the default is what it is; completes "because".
    package let reason: String
    package let change: Change

    /// When a daemon that runs takes another value.
    package enum Change: Sendable {
        /// At SIGHUP.
        case atReload
        /// When it starts again.
        case atStart
    }

    init(
        _ name: String, _ type: SettingType, _ help: String, because reason: String,
        _ change: Change
    ) {
        self.name = name
        self.type = type
        self.help = help
        self.reason = reason
        self.change = change
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

/// Settings that belong together: a heading of the documents.
package struct SettingGroup: Sendable {
    package let title: String
    package let settings: [Setting]
}
