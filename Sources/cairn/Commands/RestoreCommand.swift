import ArgumentParser
import Codecs
import HTTP

/// `cairn restore`: brings a deleted dataset back.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring a deleted dataset back, as it was.")

    @Argument(help: "The dataset, NAMESPACE/NAME.")
    var dataset: DatasetReference

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().ask(.post, API.restoration(of: dataset))
        try connection.printDocument(answer) { Tables.datasets.text([$0]) }
    }
}
