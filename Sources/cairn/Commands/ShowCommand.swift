import ArgumentParser
import Codecs

/// `cairn show`: a dataset, a version or a sample, with all that is known of it.
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
