import ArgumentParser
import Codecs

/// `cairn labels set`: one label, without overwriting what was not seen.
struct LabelsSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set the label of one sample.",
        discussion: """
            A label that is there is only changed when --if-match names its current revision: so \
            nobody's work is overwritten unseen. Read the revision with `cairn labels show`.
            """)

    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @Argument(help: "The labelset.")
    var labelset: String

    @Argument(help: "The sample's key.")
    var key: String

    @Option(help: #"The value: {"class":3}, {"text":"…"} or {"number":1.5}."#)
    var value: String

    @Option(help: "What is annotated, where the labelset annotates more than one thing.")
    var field: String?

    @Option(help: "The revision that is to be replaced.")
    var ifMatch: String?

    @Option(help: "Who says so: human:NAME, model:NAME or import:NAME.")
    var source: SourceReference?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let json = try LabelsSetCommand.parse(value)
        let session = try connection.session()
        let page = try session.get(API.annotations(dataset, labelset, sample: key))
        let current = (page[API.Annotation.list]?.array ?? []).filter { annotation in
            field == nil || annotation[API.Annotation.field]?.string == field
        }
        guard current.count <= 1 else {
            throw Failure.usage(
                "\(Terminal.safe(key)) has \(current.count) labels\n  next: choose one with --field"
            )
        }
        let answer =
            if let identifier = current.first?[API.Annotation.identifier]?.plain {
                try change(identifier, to: json, session)
            } else {
                try add(json, session)
            }
        try connection.printDocument(answer) { Details.text($0) }
    }

    private func change(_ identifier: String, to value: JSON, _ session: Session) throws -> JSON {
        var body = body(value)
        body[API.Annotation.source] = source.map { .string($0.description) }
        return try session.put(
            API.annotation(dataset, labelset, identifier: identifier), .object(body),
            ifMatch: ifMatch.map { "\"\($0)\"" })
    }

    private func add(_ value: JSON, _ session: Session) throws -> JSON {
        guard let source else {
            throw Failure.usage(
                "\(Terminal.safe(key)) has no label yet\n  next: say who adds it with --source")
        }
        if let ifMatch {
            throw Failure.usage(
                "\(Terminal.safe(key)) has no label yet, so none of revision \(ifMatch)\n"
                    + "  next: leave out --if-match")
        }
        var line: [UInt8]? = JSON.object(body(value)).bytes
        return try session.upload(
            API.annotations(dataset, labelset, source: source.description),
            mediaType: "application/x-ndjson", byteCount: nil,
            answerTimeoutSeconds: ImportCommand.answerTimeoutSeconds
        ) {
            defer { line = nil }
            return line
        }
    }

    private func body(_ value: JSON) -> JSONObject {
        var body = JSONObject()
        body[API.Annotation.sample] = .string(key)
        body[API.Annotation.field] = field.map { .string($0) }
        body[API.Annotation.value] = value
        return body
    }

    static func parse(_ text: String) throws(Failure) -> JSON {
        do throws(JSONError) {
            return try JSONReader.read(Array(text.utf8))
        } catch {
            throw .usage("--value is not JSON (\(error))\n  next: something like {\"class\":3}")
        }
    }
}
