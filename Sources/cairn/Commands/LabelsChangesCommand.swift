import ArgumentParser
import Codecs

/// `cairn labels changes`: the log of a labelset, as it grows.
struct LabelsChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes", abstract: "List the changes of a labelset, and wait for more.")

    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @Argument(help: "The labelset.")
    var labelset: String

    @Option(help: "Only changes after this sequence number.")
    var after = 0

    @Flag(help: "Go on waiting for changes until interrupted.")
    var follow = false

    @OptionGroup var connection: ConnectionOptions

    /// How long the server is asked to wait for a change before it answers without one.
    private static let waitSeconds = 30

    func validate() throws {
        if after < 0 { throw ValidationError("--after must be at least 0.") }
    }

    func run() throws {
        let session = try connection.session()
        let waitSeconds = follow ? LabelsChangesCommand.waitSeconds : 0
        var sequence = after
        var isFirst = true
        while true {
            let path = API.changes(
                dataset, labelset, after: sequence, limit: Listing.pageLimit,
                waitSeconds: waitSeconds)
            let answer = try session.get(path, answerTimeoutSeconds: waitSeconds + 60)
            guard let changes = answer[API.Change.list]?.array else {
                throw Failure.notUnderstood(reason: "an answer without \(API.Change.list)")
            }
            if !changes.isEmpty {
                try Terminal.write(text(of: changes, withTitles: isFirst))
                isFirst = false
            }
            let last = changes.last?[API.Change.sequence]?.integer
            guard let last, last > sequence else {
                if follow { continue }
                return
            }
            sequence = last
        }
    }

    private func text(of changes: [JSON], withTitles: Bool) -> String {
        connection.json
            ? changes.map { $0.text + "\n" }.joined()
            : Tables.changes.text(changes, withTitles: withTitles)
    }
}
