import ArgumentParser
import Glibc
import Records

/// The client of a Cairn server.
struct Cairn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cairn",
        abstract: "Datasets, labels and benchmark runs of a Cairn server.",
        discussion: """
            The server is \(ConnectionOptions.urlVariable) or --url, and else \
            \(ConnectionOptions.defaultURL). The token is \
            \(ConnectionOptions.tokenVariable) or the content of --token-file.

            Exit codes: 0 done, 1 refused by the server, 64 usage, 65 bad input, 66 no such \
            input, 69 server unreachable, 74 input or output failed, 75 try later, 76 the \
            answer is not understood, 77 not authorised.
            """,
        version: Release.version,
        subcommands: [
            ImportCommand.self, ListCommand.self, ShowCommand.self, DiffCommand.self,
            BranchCommand.self, TagCommand.self, MergeCommand.self, RevertCommand.self,
            DeleteCommand.self, RestoreCommand.self, QuotaCommand.self,
            PullCommand.self, ViewCommand.self, MixtureCommand.self, LabelsCommand.self,
            BenchmarkCommand.self,
            RunCommand.self,
            RunsCommand.self, FailuresCommand.self, CompareCommand.self, LeaderboardCommand.self,
            TokenCommand.self, TopCommand.self, UpkeepCommand.self, CollectCommand.self,
        ])

    /// The command that these arguments name, ready to run.
    static func command(of arguments: [String]) throws -> any ParsableCommand {
        try parseAsRoot(arguments)
    }

    /// Runs the command that these arguments name.
    static func run(_ arguments: [String]) throws {
        var command = try command(of: arguments)
        try command.run()
    }

    /// Runs the command of this process, reports its failure, and ends the process.
    static func runAndExit() -> Never {
        // A reader that hangs up (`cairn ls | head`) is an error of write(2), not the end of us.
        signal(SIGPIPE, SIG_IGN)
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch let failure as Failure {
            if failure != .outputClosed { Terminal.writeError("cairn: " + failure.report + "\n") }
            Glibc.exit(failure.exitCode)
        } catch {
            Cairn.exit(withError: error)
        }
        Glibc.exit(0)
    }
}
