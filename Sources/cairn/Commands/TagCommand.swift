import ArgumentParser

/// `cairn tag`: names that stay where they are.
struct TagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "List the branches and tags of a dataset; make or forget a tag.",
        discussion: "NAMESPACE/NAME@TAG is its version, wherever a version is named.")

    @OptionGroup var options: RefOptions

    func run() throws { try options.run("tag", expected: nil) }
}
