import ArgumentParser

/// `model:NAME`, `human:NAME` or `import:NAME`: who asserts.
struct SourceReference: ExpressibleByArgument, Equatable, CustomStringConvertible {
    let description: String

    init?(argument: String) {
        let halves = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, ["model", "human", "import"].contains(halves[0]),
            !halves[1].isEmpty
        else { return nil }
        description = argument
    }
}
