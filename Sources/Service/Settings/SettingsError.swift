/// Where a value came from, strongest last.
package enum SettingSource: Sendable, Hashable, CustomStringConvertible {
    case builtIn
    /// Lines count from 1.
    case file(path: String, line: Int)
    case environment(name: String)
    case flag(name: String)

    package var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let name): "environment variable \(name)"
        case .flag(let name): "flag \(name)"
        }
    }
}

/// Why the daemon does not start with these settings.
package enum SettingsError: Error, Equatable {
    /// No setting has this name; `nearest` is the known name closest to it, if one is close.
    case unknownName(source: SettingSource, name: String, nearest: String?)
    case invalidValue(source: SettingSource, setting: String, value: String, allowed: String)
    case missingValue(source: SettingSource, setting: String, allowed: String)
    /// One source gives the same setting twice.
    case repeated(source: SettingSource, setting: String)
    /// A line of the file is neither a comment nor `name = value`.
    case malformedLine(source: SettingSource)
    /// Words that belong to no flag.
    case unexpectedArgument(String)
    case unreadableFile(path: String, source: SettingSource)
    case tooManyLines(path: String, limit: Int)
    /// Each is allowed, and both together are not: the first must be less than the second.
    case contradiction(small: String, smallText: String, large: String, largeText: String)
}

extension SettingsError: CustomStringConvertible {
    /// One or two sentences for the operator: where, what, and what to do.
    package var description: String {
        switch self {
        case .unknownName(let source, let name, let nearest):
            "\(source): there is no setting \(quoted(name))."
                + (nearest.map { " Did you mean \($0)?" } ?? " `cairnd config` lists all settings.")
        case .invalidValue(let source, let setting, let value, let allowed):
            "\(source): \(quoted(value)) is no value for \(setting). Allowed: \(allowed)."
        case .missingValue(let source, let setting, let allowed):
            "\(source): \(setting) needs a value. Allowed: \(allowed)."
        case .repeated(let source, let setting):
            "\(source): \(setting) is given twice. Keep one."
        case .malformedLine(let source):
            "\(source): neither a comment (# …) nor `name = value`."
        case .unexpectedArgument(let argument):
            "Unexpected argument \(quoted(argument)). Flags are written --name VALUE."
        case .unreadableFile(let path, let source):
            "\(source): cannot read the configuration file \(quoted(path))."
        case .tooManyLines(let path, let limit):
            "\(path): more than \(limit) lines. There are \(Settings.table.count) settings."
        case .contradiction(let small, let smallText, let large, let largeText):
            "\(small) (\(smallText)) must be less than \(large) (\(largeText)). Change one of them."
        }
    }

    // What an operator typed, cut and harmless on a terminal.
    private func quoted(_ text: String) -> String {
        let visible = text.unicodeScalars.prefix(200).map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        return "“\(String(String.UnicodeScalarView(visible)))”"
    }
}
