import ArgumentParser

/// Which samples of which epoch are shown.
struct EpochOptions: ParsableArguments {
    @Option(help: "Which epoch.")
    var epoch = 0

    @Option(help: "Samples, 1 to 1000.")
    var limit = 10

    func validate() throws {
        if epoch < 0 { throw ValidationError("--epoch must be 0 or more.") }
        if !(1...1000).contains(limit) { throw ValidationError("--limit must be 1 to 1000.") }
    }
}
