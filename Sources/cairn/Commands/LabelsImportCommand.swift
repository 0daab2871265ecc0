import ArgumentParser
import Codecs

/// `cairn labels import`: many labels at once, from a file or from the samples themselves.
struct LabelsImportCommand: ParsableCommand {
    /// What a field of a sample is, as a label.
    enum FieldKind: String, ExpressibleByArgument, CaseIterable {
        case category = "class"
        case text
        case number
    }

    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add labels from a file of JSON lines, or from a field of the samples.",
        discussion: """
            Places in a line are names separated by dots: reply.solution. Without --class-field, \
            --text-field and --number-field each line must be an annotation already: \
            {"sample":KEY,"value":{"class":3}}.

            The labelset is made if it is not there yet. Labels that are there already and equal \
            are left alone, so an import can be repeated.
            """)

    @Argument(help: "The dataset, NAMESPACE/NAME (with @VERSION for --from-field).")
    var dataset: DatasetReference

    @Argument(help: "The labelset.")
    var labelset: String

    @Argument(help: "A file of JSON lines; left out with --from-field.")
    var file: String?

    @Option(help: "Who says so: model:NAME, human:NAME or import:NAME.")
    var source: SourceReference

    @Option(help: "Where the class stands.")
    var classField: FieldPath?

    @Option(help: "Where the probabilities of all classes stand.")
    var probabilitiesField: FieldPath?

    @Option(help: "Where the text stands.")
    var textField: FieldPath?

    @Option(help: "Where the number stands.")
    var numberField: FieldPath?

    @Option(help: "Where the confidence stands, from 0 to 1.")
    var confidenceField: FieldPath?

    @Option(help: "Where the sample's key stands (default: key).")
    var keyField: FieldPath?

    @Flag(help: "Samples are numbered by line, as `cairn import` numbers them.")
    var keyByLine = false

    @Option(help: "An attribute and where it stands, NAME=PATH; may be repeated.")
    var attribute: [AttributeMapping] = []

    @Option(help: "What is annotated, where the labelset annotates more than one thing.")
    var field: String?

    @Option(help: "Labels from this field of the samples, instead of a file.")
    var fromField: FieldPath?

    @Option(help: "What --from-field holds.")
    var kind = FieldKind.category

    @Option(help: "With --from-field, only samples of this split.")
    var split: String?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        let values = [classField, textField, numberField, fromField].compactMap { $0 }
        if values.count > 1 {
            throw ValidationError(
                "One of --class-field, --text-field, --number-field and --from-field.")
        }
        if (file == nil) == (fromField == nil) {
            throw ValidationError("Give a FILE or --from-field, and not both.")
        }
        if keyField != nil, keyByLine {
            throw ValidationError("--key-field and --key-by-line exclude each other.")
        }
        if probabilitiesField != nil, classField == nil {
            throw ValidationError("--probabilities-field needs --class-field.")
        }
        if fromField == nil, split != nil { throw ValidationError("--split needs --from-field.") }
        if values.isEmpty, confidenceField != nil || !attribute.isEmpty || field != nil {
            throw ValidationError("Lines that are annotations already cannot be mapped.")
        }
    }

    func run() throws {
        let session = try connection.session()
        let annotations = try annotations(session)
        try makeLabelset(session)
        let progress = ProgressReport(
            label: "labelling \(dataset.path)", totalBytes: annotations.totalBytes)
        let total = try send(annotations, session) {
            progress.advance(toBytes: annotations.doneBytes)
        }
        progress.finish()
        try connection.printDocument(total) { text(of: $0, annotations) }
    }

    /// Annotations and bytes of one request: the server takes a request whole, as one transaction.
    private static let batchLength = 50_000
    private static let batchByteCount = 16 * 1024 * 1024

    /// Sends all annotations in batches, each whole or not at all, and adds up the answers.
    ///
    /// When a batch is refused those before it stay; the import can be repeated.
    private func send(
        _ annotations: any AnnotationStream, _ session: Session, onProgress: @escaping () -> Void
    ) throws -> JSON {
        var (created, unchanged) = (0, 0)
        var (sequence, isAtEnd) = (JSON.null, false)
        while !isAtEnd {
            let firstOfNext = annotations.annotationCount + LabelsImportCommand.batchLength
            var byteCount = 0
            let answer = try session.upload(
                API.annotations(dataset, labelset, source: source.description),
                mediaType: "application/x-ndjson", byteCount: nil,
                answerTimeoutSeconds: ImportCommand.answerTimeoutSeconds
            ) {
                guard annotations.annotationCount < firstOfNext,
                    byteCount < LabelsImportCommand.batchByteCount
                else { return nil }
                defer { onProgress() }
                guard let piece = try annotations.next() else {
                    isAtEnd = true
                    return nil
                }
                byteCount += piece.count
                return piece
            }
            created += answer[API.Annotation.created]?.integer ?? 0
            unchanged += answer[API.Annotation.unchanged]?.integer ?? 0
            sequence = answer[API.Annotation.sequence] ?? .null
        }
        return [
            API.Annotation.created: .number(created), API.Annotation.unchanged: .number(unchanged),
            API.Annotation.sequence: sequence,
        ]
    }

    /// How the options map a line.
    var mapping: LabelMapping {
        var mapping = LabelMapping(
            value: .annotation, key: keyByLine ? nil : keyField ?? "key", field: field,
            confidence: confidenceField, attributes: attribute)
        if let classField {
            mapping.value = .category(classField, probabilities: probabilitiesField)
        } else if let textField {
            mapping.value = .text(textField)
        } else if let numberField {
            mapping.value = .number(numberField)
        } else if let fromField {
            let path = FieldAnnotations.path(ofField: fromField)
            mapping.key = FieldPath(stringLiteral: API.Sample.key)
            mapping.value =
                switch kind {
                case .category: .category(path, probabilities: nil)
                case .text: .text(path)
                case .number: .number(path)
                }
        }
        return mapping
    }

    private func annotations(_ session: Session) throws -> any AnnotationStream {
        if let file { return try LineAnnotations(path: file, mapping: mapping) }
        return FieldAnnotations(
            session: try connection.session(), dataset: try session.pinned(dataset).reference,
            split: split, mapping: mapping)
    }

    private func makeLabelset(_ session: Session) throws {
        do {
            _ = try session.get(API.labelset(dataset, labelset))
        } catch Failure.refused(let problem) where problem.status == 404 {
            let body: JSON = [API.Labelset.name: .string(labelset)]
            _ = try session.post(API.labelsets(dataset), body)
        }
    }

    private func text(of answer: JSON, _ annotations: any AnnotationStream) -> String {
        let created = Int64(answer[API.Annotation.created]?.integer ?? 0)
        let unchanged = Int64(answer[API.Annotation.unchanged]?.integer ?? 0)
        let sequence = answer[API.Annotation.sequence]?.plain ?? "?"
        var text = Terminal.safe("\(dataset.path) \(labelset)@\(sequence)") + "\n"
        text += "labels  \(Quantity.count(created)) new, \(Quantity.count(unchanged)) unchanged\n"
        if let fields = annotations as? FieldAnnotations, fields.unlabelledCount > 0 {
            text += "without the field  \(Quantity.count(Int64(fields.unlabelledCount))) samples\n"
        }
        return text
    }
}
