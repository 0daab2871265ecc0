import ArgumentParser
import Codecs
import HTTP

/// `cairn delete`: hides a dataset, which can be brought back for a while.
struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a dataset, or list those that can be brought back.",
        discussion: """
            It is out of sight at once, with its versions, labels and views. `cairn restore` \
            brings it back until its grace period is over (setting collection-grace-seconds). A \
            dataset that a benchmark is made of stays.
            """)

    @Argument(help: "The dataset, NAMESPACE/NAME; without it the deleted ones are listed.")
    var dataset: DatasetReference?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if dataset?.version != nil {
            throw ValidationError(
                "Versions stay for as long as their dataset: give NAMESPACE/NAME.")
        }
    }

    func run() throws {
        let session = try connection.session()
        if let dataset {
            let answer = try session.ask(.delete, API.dataset(dataset))
            return try connection.printDocument(answer) { Tables.deletions.text([$0]) }
        }
        try connection.printListing(
            Listing(name: API.Deletion.list, limit: .max), Tables.deletions,
            whenEmpty: "no dataset can be brought back"
        ) { try session.get(API.deletions($0)) }
    }
}
