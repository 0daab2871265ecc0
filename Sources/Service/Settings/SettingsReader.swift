/// Turns the three sources into entries of known settings; values are not looked at yet.
enum SettingsReader {
    /// One setting as one source gives it.
    struct Entry {
        let setting: Setting
        let value: String
        let source: SettingSource
    }

    /// A configuration file and who named it.
    struct Origin {
        let path: String
        let source: SettingSource
    }

    /// What one source says.
    struct Reading {
        var entries: [Entry] = []
        var configuration: Origin?

        mutating func add(
            _ setting: Setting, _ value: String, _ source: SettingSource
        ) throws(SettingsError) {
            guard !entries.contains(where: { $0.setting.name == setting.name }) else {
                throw .repeated(source: source, setting: setting.name)
            }
            entries.append(Entry(setting: setting, value: value, source: source))
        }

        mutating func setConfiguration(
            _ path: String, _ source: SettingSource
        ) throws(SettingsError) {
            guard configuration == nil else {
                throw .repeated(source: source, setting: "config")
            }
            configuration = Origin(path: path, source: source)
        }
    }

    /// Variables with our prefix that are not settings of the daemon.
    private static let foreignVariables: Set = ["CAIRN_URL", "CAIRN_TOKEN", "CAIRN_CA_FILE"]
    private static let testPrefix = "CAIRN_TEST_"
    private static let configurationFlag = "--config"
    private static let configurationVariable = "CAIRN_CONFIG"

    static func flags(in arguments: [String]) throws(SettingsError) -> Reading {
        var reading = Reading()
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument.count > 2 else {
                throw .unexpectedArgument(argument)
            }
            let equals = argument.firstIndex(of: "=")
            let flag = String(argument[..<(equals ?? argument.endIndex)])
            let attached = equals.map { String(argument[argument.index(after: $0)...]) }
            let source = SettingSource.flag(name: flag)
            if flag == configurationFlag {
                guard let path = attached ?? detached(&rest), !path.isEmpty else {
                    throw .missingValue(source: source, setting: "config", allowed: "a path")
                }
                try reading.setConfiguration(path, source)
                continue
            }
            guard let setting = Settings.table.first(where: { $0.flag == flag }) else {
                let known = Settings.table.map(\.flag) + [configurationFlag]
                throw .unknownName(source: source, name: flag, nearest: nearest(flag, in: known))
            }
            let isImplied = attached == nil && setting.type.isBoolean
            guard let value = isImplied ? "true" : attached ?? detached(&rest) else {
                throw .missingValue(
                    source: source, setting: setting.name, allowed: setting.type.allowed)
            }
            try reading.add(setting, value, source)
        }
        return reading
    }

    // The value in the next argument; another flag is no value.
    private static func detached(_ rest: inout ArraySlice<String>) -> String? {
        guard let value = rest.first, !value.hasPrefix("--") else { return nil }
        rest.removeFirst()
        return value
    }

    static func variables(in environment: [String: String]) throws(SettingsError) -> Reading {
        var reading = Reading()
        // In order, so that of several errors the same one is always reported.
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard name.hasPrefix(Setting.environmentPrefix), !foreignVariables.contains(name),
                !name.hasPrefix(testPrefix)
            else { continue }
            let source = SettingSource.environment(name: name)
            if name == configurationVariable {
                try reading.setConfiguration(value, source)
                continue
            }
            guard let setting = Settings.table.first(where: { $0.environmentName == name }) else {
                let known = Settings.table.map(\.environmentName) + [configurationVariable]
                throw .unknownName(source: source, name: name, nearest: nearest(name, in: known))
            }
            try reading.add(setting, value, source)
        }
        return reading
    }

    static func lines(of text: String, path: String) throws(SettingsError) -> [Entry] {
        var reading = Reading()
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count <= Configuration.fileLineLimit else {
            throw .tooManyLines(path: path, limit: Configuration.fileLineLimit)
        }
        for (index, line) in lines.enumerated() {
            let source = SettingSource.file(path: path, line: index + 1)
            let line = trimmed(line)
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "=") else {
                throw .malformedLine(source: source)
            }
            let name = trimmed(line[..<equals])
            let value = trimmed(line[line.index(after: equals)...])
            guard let setting = Settings.table.first(where: { $0.name == name }) else {
                let known = Settings.table.map(\.name)
                throw .unknownName(source: source, name: name, nearest: nearest(name, in: known))
            }
            guard !value.isEmpty || setting.type.mayBeEmpty else {
                throw .missingValue(
                    source: source, setting: setting.name, allowed: setting.type.allowed)
            }
            try reading.add(setting, value, source)
        }
        return reading.entries
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = text.drop(while: isSpace)
        while text.last.map(isSpace) == true { text.removeLast() }
        return String(text)
    }

    /// The known name with the fewest edits, if those are at most a third of its length.
    static func nearest(_ name: String, in known: [String]) -> String? {
        let candidates = known.map { (name: $0, edits: SpellingDistance.edits(name, $0)) }
        guard let best = candidates.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(2, best.name.count / 3) ? best.name : nil
    }
}
