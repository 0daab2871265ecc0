import ArgumentParser
import Codecs

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

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a dataset, a version or a sample.")

    @Argument(help: "NAMESPACE/NAME or NAMESPACE/NAME@VERSION.")
    var dataset: DatasetReference

    @Argument(help: "A sample's key.")
    var key: String?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        if let key {
            let sample = try session.get(API.sample(dataset, key: key))
            return try connection.printDocument(sample) { Details.text($0) }
        }
        if dataset.version != nil {
            let version = try session.get(API.version(dataset))
            return try connection.printDocument(version) { Details.text($0) }
        }
        let document = try session.get(API.dataset(dataset))
        try connection.printDocument(document) { Details.text($0) }
        if connection.json { return }
        let page = try session.get(API.versions(dataset, API.Page()))
        let versions = page[API.Version.list]?.array ?? []
        if !versions.isEmpty { try Terminal.write("\n" + Tables.versions.text(versions)) }
    }
}

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "List the samples that differ between two versions.")

    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @Argument(help: "The older version: a number or digest.")
    var from: String

    @Argument(help: "The newer version: a number, digest or latest.")
    var to: String

    @Option(help: "Rows at most.")
    var limit = 1000

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let session = try connection.session()
        try connection.printListing(
            Listing(name: API.Difference.list, limit: limit), Tables.differences,
            whenEmpty: "no differences"
        ) { try session.get(API.difference(dataset, from: from, to: to, $0)) }
    }
}
