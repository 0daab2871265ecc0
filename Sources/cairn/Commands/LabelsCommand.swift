import ArgumentParser

/// `cairn labels`: what has to do with labels.
struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels", abstract: "Labels of samples, by people and by models.",
        subcommands: [
            LabelsImportCommand.self, LabelsListCommand.self, LabelsShowCommand.self,
            LabelsSetCommand.self, LabelsChangesCommand.self,
        ])
}
