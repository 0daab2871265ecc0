import ArgumentParser

/// `cairn branch`: names that move with the versions that are committed to them.
struct BranchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "branch",
        abstract: "List the branches and tags of a dataset; make, move or forget a branch.",
        discussion: """
            `cairn import --branch NAME` makes versions on it, `cairn merge` brings them into \
            another one. NAMESPACE/NAME@BRANCH is its newest version, wherever a version is named.
            """)

    @OptionGroup var options: RefOptions

    @Option(help: "Move the branch, which stands for this version's number now.")
    var expect: Int?

    func run() throws { try options.run("branch", expected: expect) }
}
