import ArgumentParser
import Codecs

/// `cairn ls`: the datasets, or the samples of one.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the datasets, or the samples of one.")

    @Argument(help: "NAMESPACE/NAME or NAMESPACE/NAME@VERSION; without it the datasets.")
    var dataset: DatasetReference?

    @Option(help: "Only samples of this split.")
    var split: String?

    @Option(help: "Rows at most.")
    var limit = 100

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if split != nil, dataset == nil { throw ValidationError("--split is of a dataset.") }
    }

    func run() throws {
        let session = try connection.session()
        if let dataset {
            // Pages of one version, whatever is committed in between.
            let dataset = try session.pinned(dataset).reference
            try connection.printListing(
                Listing(name: API.Sample.list, limit: limit), Tables.samples,
                whenEmpty: "no samples in \(dataset)\(split.map { " of split " + $0 } ?? "")"
            ) { try session.get(API.samples(dataset, split: split, $0)) }
        } else {
            try connection.printListing(
                Listing(name: API.Dataset.list, limit: limit), Tables.datasets,
                whenEmpty: "no datasets yet; make one with `cairn import SOURCE NAMESPACE/NAME`"
            ) { try session.get(API.datasets($0)) }
        }
    }
}
