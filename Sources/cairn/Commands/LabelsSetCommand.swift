import ArgumentParser
import Codecs
import HTTP

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
        // One that is new is called by its field and sample, and must not be there: somebody may
        // add it in this moment, and a withdrawn one has a revision to name.
        let identifier = current.first?[API.Annotation.identifier]?.plain
        let answer = try session.put(
            API.annotation(
                dataset, labelset,
                identifier: identifier ?? "\(field ?? API.Annotation.standardField):\(key)"),
            .object(body(json)), condition: condition(isNew: identifier == nil))
        try connection.printDocument(answer) { Details.text($0) }
    }

    private func condition(isNew: Bool) -> Field? {
        if let ifMatch { return Field("If-Match", "\"\(ifMatch)\"") }
        return isNew ? Field("If-None-Match", "*") : nil
    }

    private func body(_ value: JSON) -> JSONObject {
        var body = JSONObject()
        body[API.Annotation.sample] = .string(key)
        body[API.Annotation.field] = field.map { .string($0) }
        body[API.Annotation.value] = value
        body[API.Annotation.source] = source.map { .string($0.description) }
        return body
    }

    static func parse(_ text: String) throws(Failure) -> JSON {
        do throws(JSONError) {
            return try JSONReader.read(Array(text.utf8))
        } catch {
            throw .usage(
                "--value is not JSON (\(error.sentence))\n  next: something like {\"class\":3}")
        }
    }
}
