internal import ArgumentParser
internal import Service

/// `cairnd config`: every setting with its value and where the value came from.
///
/// Reads the same flags, variables and file as `cairnd serve`, so it says before a start what the
/// start would do; a setting that is wrong ends it with status 64.
struct ConfigurationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the settings and say where each comes from.",
        discussion: Settings.helpText)

    @Argument(parsing: .captureForPassthrough, help: "Settings as flags.")
    var flags: [String] = []

    func run() throws {
        if ConfigurationFlags.askForHelp(flags) { throw CleanExit.helpRequest(self) }
        let configuration = try ConfigurationFlags.resolve(flags)
        let lines = Settings.table.map { setting in
            let source = configuration.sources[setting.name] ?? .builtIn
            return "\(setting.name) = \(configuration.text(of: setting))   # \(source)"
        }
        throw CleanExit.message(lines.joined(separator: "\n"))
    }
}
