import ArgumentParser

/// `cairn runs`: what has to do with runs.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Runs and their metrics.",
        subcommands: [RunsListCommand.self, RunsShowCommand.self])
}
