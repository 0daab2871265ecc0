import ArgumentParser
import Codecs

/// `cairn labels show`: what is said of one sample.
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
