import ArgumentParser

/// `cairn merge`: brings what another version has into a branch.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Bring what a branch or version has changed into another branch.",
        discussion: """
            Samples that only one side has changed since the common ancestor are taken as that \
            side made them. When both have changed one differently, the server lists them and \
            nothing is changed; --prefer settles them all.
            """)

    @Argument(help: "The dataset with what is merged, NAMESPACE/NAME@VERSION.")
    var dataset: DatasetReference

    @OptionGroup var options: MergeOptions

    func validate() throws {
        if dataset.version == nil {
            throw ValidationError("Say what is merged: NAMESPACE/NAME@BRANCH.")
        }
    }

    func run() throws {
        try options.run(
            API.merges(dataset), dataset, source: (API.Merge.from, dataset.version ?? ""))
    }
}
