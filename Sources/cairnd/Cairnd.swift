internal import ArgumentParser
internal import Records

/// The daemon, and every verb that touches a data directory.
struct Cairnd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cairnd",
        abstract: "The data service of a machine-learning team.",
        version: Release.version,
        subcommands: [
            ServeCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self,
            RepairCommand.self, ConfigurationCommand.self, DocumentsCommand.self,
        ])
}
