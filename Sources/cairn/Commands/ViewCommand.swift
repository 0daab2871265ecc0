import ArgumentParser

/// `cairn view`: what has to do with views.
struct ViewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view",
        abstract: "Views: chosen samples of a version, in an order, under a digest.",
        subcommands: [
            ViewCreateCommand.self, ViewShowCommand.self, ViewCountCommand.self,
            ViewSampleCommand.self,
        ])
}
