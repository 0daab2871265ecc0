import ArgumentParser
import Codecs

/// `cairn leaderboard`: the runs of a benchmark in order.
struct LeaderboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leaderboard", abstract: "Rank the runs of a benchmark.")

    @Argument(help: "The benchmark, a name or digest.")
    var benchmark: String

    @Option(help: "The metric; without it the benchmark's first.")
    var metric: String?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let answer = try session.get(API.leaderboard(benchmark, metric: metric))
        try connection.printDocument(answer) { answer in
            Tables.leaderboard.text(answer[API.Leaderboard.list]?.array ?? []) + "\n"
                + Details.text(answer, omitting: omitted(from: answer))
        }
    }

    /// What the table has already, and the list of runs that stand apart when there are none.
    private func omitted(from answer: JSON) -> Set<String> {
        let hasApart = answer[API.Leaderboard.apart]?.array?.isEmpty == false
        return hasApart ? [API.Leaderboard.list] : [API.Leaderboard.list, API.Leaderboard.apart]
    }
}
