import ArgumentParser
import Codecs

/// `cairn labels ls`: the labelsets of a dataset, or the labels of one.
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
