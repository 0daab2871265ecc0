import ArgumentParser

/// `cairn revert`: takes back what one version has changed.
struct RevertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert",
        abstract: "Make a version without what an earlier one has changed.",
        discussion: """
            What later versions have changed of the same samples is a conflict: the server lists \
            them and nothing is changed; with `--prefer into` they stay, with `--prefer from` they \
            become what they were before that version.
            """)

    @Argument(help: "The dataset with what is taken back, NAMESPACE/NAME@VERSION.")
    var dataset: DatasetReference

    @OptionGroup var options: MergeOptions

    func validate() throws {
        if dataset.version == nil {
            throw ValidationError("Say what is taken back: NAMESPACE/NAME@VERSION.")
        }
    }

    func run() throws {
        try options.run(
            API.reverts(dataset), dataset, source: (API.Merge.version, dataset.version ?? ""))
    }
}
