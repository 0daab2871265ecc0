internal import ArgumentParser

/// The daemon, and every verb that touches a data directory.
struct Cairnd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cairnd",
        abstract: "The data service of a machine-learning team.",
        subcommands: [
            ServeCommand.self, CheckCommand.self, ConfigurationCommand.self, DocumentsCommand.self,
        ])
}
