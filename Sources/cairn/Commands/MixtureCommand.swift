import ArgumentParser

/// `cairn mixture`: what has to do with mixtures.
struct MixtureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mixture",
        abstract: "Mixtures: views that are drawn from together, each with a weight.",
        subcommands: [
            MixtureCreateCommand.self, MixtureShowCommand.self, MixtureSampleCommand.self,
        ])
}
