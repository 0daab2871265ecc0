import ArgumentParser
import Codecs

/// `cairn upkeep`: how the server looks after its store.
struct UpkeepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upkeep",
        abstract: "Show the newest collection and the scrub: what they do and have found.")

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let answer = try connection.session().get(API.upkeep)
        try connection.printDocument(answer) { Details.text($0) }
    }
}
