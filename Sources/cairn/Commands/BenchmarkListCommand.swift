import ArgumentParser
import Codecs

/// `cairn benchmark ls`: the benchmarks.
struct BenchmarkListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the benchmarks.")

    @Option(help: "Rows at most.")
    var limit = 100

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        try connection.printListing(
            Listing(name: API.Benchmark.list, limit: limit), Tables.benchmarks,
            whenEmpty: "no benchmarks yet; make one with `cairn benchmark create`"
        ) { try session.get(API.benchmarks($0)) }
    }
}
