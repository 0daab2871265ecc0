internal import ArgumentParser
internal import Glibc
internal import Service

/// Settings of this process: its flags, its environment, its files.
///
/// Every verb takes settings as flags by capturing them unread
/// (`@Argument(parsing: .captureForPassthrough)`), because the table of settings knows more about
/// them than a parser of flags: variables, file, bounds and units.
enum ConfigurationFlags {
    /// - Throws: exit status 64, after a sentence for the operator.
    static func resolve(_ flags: [String]) throws -> Configuration {
        do {
            return try read(flags)
        } catch {
            Output.note("cairnd: \(error.description)")
            Output.note("See cairnd serve --help for the settings.")
            throw ExitCode.validationFailure
        }
    }

    static func read(_ flags: [String]) throws(SettingsError) -> Configuration {
        try Configuration(
            arguments: flags, environment: environment(), file: ConfigurationFile.read)
    }

    /// Captured flags include the one for help.
    static func askForHelp(_ flags: [String]) -> Bool {
        flags.contains("--help") || flags.contains("-h")
    }

    private static func environment() -> [String: String] {
        var environment: [String: String] = [:]
        // Nothing in this program changes its environment, so the array stays where it is.
        var entry = environ
        while let text = entry.pointee.map({ String(cString: $0) }) {
            entry = entry.successor()
            guard let equals = text.firstIndex(of: "=") else { continue }
            environment[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return environment
    }
}
