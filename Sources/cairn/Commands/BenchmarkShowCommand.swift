import ArgumentParser
import Codecs

/// `cairn benchmark show`: all that is frozen in a benchmark.
struct BenchmarkShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a benchmark.")

    @Argument(help: "A name or digest.")
    var benchmark: String

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().get(API.benchmark(benchmark))
        try connection.printDocument(answer) { Details.text($0) }
    }
}
