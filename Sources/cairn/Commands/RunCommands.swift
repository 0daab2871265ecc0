import ArgumentParser
import Codecs

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Score a model's predictions on a benchmark.")

    @Argument(help: "The benchmark, a name or digest.")
    var benchmark: String

    @Option(help: "The predictions, LABELSET or LABELSET@SEQUENCE.")
    var predictions: LabelsetReference

    @Option(help: "The model's name, as leaderboards show it.")
    var model: String

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let body: JSON = [
            API.Run.benchmark: .string(benchmark), API.Run.model: .string(model),
            API.Run.predictions: predictions.json,
        ]
        let answer = try session.post(API.newRun, body)
        try connection.printDocument(answer) { Reports.run($0) }
    }
}

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Runs and their metrics.",
        subcommands: [RunsListCommand.self, RunsShowCommand.self])
}

struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the runs.")

    @Option(help: "Only runs of this benchmark.")
    var benchmark: String?

    @Option(help: "Rows at most.")
    var limit = 100

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        try connection.printListing(
            Listing(name: API.Run.list, limit: limit), Tables.runs,
            whenEmpty: "no runs yet; make one with `cairn run`"
        ) { try session.get(API.runs(benchmark: benchmark, $0)) }
    }
}

struct RunsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run and its metrics.")

    @Argument(help: "The run's id.")
    var runID: String

    @Flag(help: "Show each sample's part in it instead.")
    var samples = false

    @Option(help: "Show how its judgement agrees with this attribute of the predictions instead.")
    var agreement: String?

    @Option(help: "With --samples, rows at most.")
    var limit = 1000

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if samples, agreement != nil {
            throw ValidationError("--samples and --agreement exclude each other.")
        }
    }

    func run() throws {
        let session = try connection.session()
        if samples {
            try connection.printListing(
                Listing(name: API.Sample.list, limit: limit), Tables.judgements,
                whenEmpty: "no samples"
            ) { try session.get(API.runSamples(runID, $0)) }
        } else if let agreement {
            let answer = try session.get(API.agreement(runID, attribute: agreement))
            try connection.printDocument(answer) { Reports.agreement($0) }
        } else {
            let answer = try session.get(API.run(runID))
            try connection.printDocument(answer) { Reports.run($0) }
        }
    }
}

struct FailuresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failures", abstract: "Show what a run has wrong, most confident first.")

    @Argument(help: "The run's id.")
    var runID: String

    @Option(help: "The metric that says what is wrong; without it the benchmark's first.")
    var metric: String?

    @Flag(help: "Show the classes that are confused instead of the samples.")
    var pairs = false

    @Option(help: "Samples at most.")
    var limit = 20

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        if pairs {
            let answer = try session.get(API.confusions(runID, metric: metric))
            try connection.printDocument(answer) { answer in
                Tables.pairs.text(answer[API.Run.confusions]?.array ?? [])
            }
        } else {
            try connection.printListing(
                Listing(name: API.Run.failures, limit: limit), Tables.failures,
                whenEmpty: "nothing wrong"
            ) { try session.get(API.failures(runID, metric: metric, $0)) }
        }
    }
}

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare two runs of a benchmark, sample by sample.")

    @Argument(help: "The id of the run to compare with.")
    var first: String

    @Argument(help: "The id of the run that may be better.")
    var second: String

    @Option(help: "The metric; without it the benchmark's first.")
    var metric: String?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let answer = try session.get(
            API.comparison(first: first, second: second, metric: metric))
        try connection.printDocument(answer) { Reports.comparison($0) }
    }
}

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
            Tables.leaderboard.text(answer[API.Leaderboard.list]?.array ?? [])
                + Details.text(answer, omitting: [API.Leaderboard.list])
        }
    }
}
