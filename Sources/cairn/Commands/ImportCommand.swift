import ArgumentParser
import Codecs
import HTTP

/// `cairn import`: makes a version from what a team has.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a version of a dataset from a folder, a tar or a file of JSON lines.",
        discussion: """
            Files named KEY.PART (0001.png, 0001.cls) become samples: the key is the path up to \
            the first dot of the file's name, the part is the rest. Hidden files, links and names \
            without an extension are skipped and counted.

            A line of a .jsonl file becomes a sample whose only part, json, holds the line. \
            Without --key the lines are numbered, 000000, 000001 and so on.

            The dataset is made if it is not there yet.

            A folder that was imported before is not read again as a whole: samples whose files \
            have the same sizes, times and inodes as then are not sent, as long as the version \
            made of them is the branch's newest.
            """)

    @Argument(help: "A folder, a .tar, or a .jsonl or .ndjson file.")
    var source: String

    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @Option(help: "The split of all samples.")
    var split: String?

    @Flag(help: "The first folder of a path is its split: train, validation or test.")
    var splitFromFolder = false

    @Option(help: "The member of a JSON line that is its key; without it lines are numbered.")
    var key: String?

    @Flag(help: "The version holds these samples only, not those of the version before.")
    var replace = false

    @Option(help: "What changed, for those who read the versions.")
    var message: String?

    @Option(help: "The branch that gets the version (default: main).")
    var branch: String?

    @Option(help: "Only if the branch's newest version has this number; 0 for none.")
    var expect: Int?

    @Flag(help: "Read and send all files, also those that the last import has sent.")
    var full = false

    @OptionGroup var connection: ConnectionOptions

    /// A server makes millions of samples durable before it answers.
    static let answerTimeoutSeconds = 600

    func validate() throws {
        if split != nil, splitFromFolder {
            throw ValidationError("--split and --split-from-folder exclude each other.")
        }
        if split == API.splitFromFolder {
            throw ValidationError("A split cannot be called \(API.splitFromFolder).")
        }
        if dataset.version != nil {
            throw ValidationError("Versions are made, not chosen: give NAMESPACE/NAME.")
        }
    }

    func run() throws {
        let session = try connection.session()
        let kind = try ImportSource(path: source)
        let answer =
            kind == .folder
            ? try importFolder(session)
            : try send(
                kind.stream(path: source, keyField: key), to: session, replacesAll: replace,
                after: expect)
        try connection.printDocument(answer) { CommitReport.text(of: $0, dataset: dataset) }
    }

    /// - Parameter head: the number that the branch's newest version must have; nil for any.
    func send(
        _ stream: any ImportStream, to session: Session, replacesAll: Bool, after head: Int?
    ) throws(Failure) -> JSON {
        let progress = ProgressReport(
            label: "importing \(dataset)", totalBytes: stream.totalBytes)
        let answer = try session.upload(
            API.commits(
                dataset, split: splitName, replacesAll: replacesAll, message: message,
                branch: branch),
            mediaType: "application/x-tar", byteCount: stream.byteCount,
            answerTimeoutSeconds: ImportCommand.answerTimeoutSeconds,
            condition: head.map { Field("If-Match", "\"\($0)\"") }
        ) {
            defer { progress.advance(toBytes: stream.doneBytes) }
            return try stream.next()
        }
        progress.finish()
        if !stream.skipped.isEmpty {
            Terminal.writeError("skipped \(stream.skipped.text)\n")
        }
        return answer
    }

    var splitName: String? { splitFromFolder ? API.splitFromFolder : split }
}
