import ArgumentParser
import Codecs

struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels", abstract: "Labels of samples, by people and by models.",
        subcommands: [
            LabelsImportCommand.self, LabelsListCommand.self, LabelsShowCommand.self,
            LabelsSetCommand.self, LabelsChangesCommand.self,
        ])
}

struct LabelsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the labelsets of a dataset, or the labels of one.")

    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @Argument(help: "LABELSET, or LABELSET@SEQUENCE as it was then; without it the labelsets.")
    var labelset: LabelsetReference?

    @Option(help: "Rows at most.")
    var limit = 100

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        if let labelset {
            try connection.printListing(
                Listing(name: API.Annotation.list, limit: limit), Tables.annotations,
                whenEmpty: "no labels in \(labelset.name)"
            ) {
                try session.get(
                    API.annotations(dataset, labelset.name, asOf: labelset.asOf, $0))
            }
        } else {
            try connection.printListing(
                Listing(name: API.Labelset.list, limit: limit), Tables.labelsets,
                whenEmpty: "no labelsets yet; make one with `cairn labels import`"
            ) { try session.get(API.labelsets(dataset, $0)) }
        }
    }
}

struct LabelsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the labels of one sample.")

    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @Argument(help: "LABELSET, or LABELSET@SEQUENCE as it was then.")
    var labelset: LabelsetReference

    @Argument(help: "The sample's key.")
    var key: String

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let page = try session.get(
            API.annotations(dataset, labelset.name, sample: key, asOf: labelset.asOf))
        try connection.printDocument(page) { page in
            let annotations = page[API.Annotation.list]?.array ?? []
            guard !annotations.isEmpty else {
                return "no labels of \(Terminal.safe(key)) in \(labelset.name)\n"
            }
            return annotations.map { Details.text($0) }.joined(separator: "\n")
        }
    }
}

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
