import ArgumentParser

/// `cairn benchmark`: what has to do with benchmarks.
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Benchmarks: a version, reference labels and metrics, frozen together.",
        subcommands: [
            BenchmarkCreateCommand.self, BenchmarkShowCommand.self, BenchmarkListCommand.self,
        ])
}
