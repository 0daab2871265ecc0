/// Settings and where each came from.
package struct Configuration: Sendable, Equatable {
    package private(set) var settings = Settings()
    /// By name, for every setting.
    package private(set) var sources: [String: SettingSource]

    /// Lines of a configuration file: far more than there are settings and comments about them.
    static let fileLineLimit = 2000

    /// Resolves every setting: flag > environment > file > default.
    ///
    /// A name that is not known is an error wherever it stands, because a misspelt limit that is
    /// silently ignored is found on the day it was for.
    ///
    /// - Parameters:
    ///   - arguments: what follows the verb: `--name VALUE`, `--name=VALUE`, `--boolean`, and
    ///     `--config FILE`.
    ///   - environment: all of it; only names with `CAIRN_` are looked at. `CAIRN_CONFIG` names
    ///     the file if no flag does.
    ///   - file: reads a file's text; nil if it cannot be read.
    package init(
        arguments: [String], environment: [String: String], file: (String) -> String?
    ) throws(SettingsError) {
        sources = Dictionary(
            uniqueKeysWithValues: Settings.table.map { ($0.name, SettingSource.builtIn) })
        let flags = try SettingsReader.flags(in: arguments)
        let variables = try SettingsReader.variables(in: environment)
        // Each source is read whole before any is applied, so that an error in one that would be
        // overruled is still an error.
        var entries: [SettingsReader.Entry] = []
        if let origin = flags.configuration ?? variables.configuration {
            guard let text = file(origin.path) else {
                throw .unreadableFile(path: origin.path, source: origin.source)
            }
            entries = try SettingsReader.lines(of: text, path: origin.path)
        }
        for entry in entries + variables.entries + flags.entries { try apply(entry) }
        try settings.check()
    }

    /// The value of a setting, as an operator would write it.
    package func text(of setting: Setting) -> String { setting.type.text(in: settings) }

    private mutating func apply(_ entry: SettingsReader.Entry) throws(SettingsError) {
        let setting = entry.setting
        guard setting.type.set(entry.value, in: &settings) else {
            throw .invalidValue(
                source: entry.source, setting: setting.name, value: entry.value,
                allowed: setting.type.allowed)
        }
        sources[setting.name] = entry.source
    }
}
