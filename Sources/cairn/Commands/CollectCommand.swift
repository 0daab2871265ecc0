import ArgumentParser
import Codecs
import Glibc

/// `cairn gc`: removes what nothing refers to.
struct CollectCommand: ParsableCommand {
    private static let pauseMilliseconds: CInt = 300

    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove blobs that nothing refers to, and wait for the end.",
        discussion: """
            In two steps: what nothing refers to is condemned by one collection and removed by \
            one after the grace period (setting collection-grace-seconds), unless somebody asked \
            for it meanwhile. The server does this by itself once a day. Versions, runs and what \
            they need always stay.
            """)

    @Flag(help: "Only tell what would be done.")
    var dryRun = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        _ = try session.post(
            API.collections, .object([API.Upkeep.dryRun: .bool(dryRun)]))
        let collection = try end(session)
        if collection[API.Upkeep.state]?.string == API.Upkeep.failed {
            throw Failure.notDone(
                reason: collection[API.Upkeep.failure]?.string ?? "the server's log tells why")
        }
        try connection.printDocument(collection) { collection in
            Reports.collection(collection[API.Upkeep.report] ?? .null, isDryRun: dryRun)
        }
    }

    /// Asks until the collection is over, and tells meanwhile how far it is.
    private func end(_ session: Session) throws -> JSON {
        let progress = StepReport()
        while true {
            let collection = try session.get(API.upkeep)[API.Upkeep.collection] ?? .null
            guard collection[API.Upkeep.state]?.string == API.Upkeep.running else {
                progress.finish()
                return collection
            }
            progress.show(
                step: collection[API.Upkeep.step]?.string,
                done: collection[API.Upkeep.done]?.integer,
                total: collection[API.Upkeep.total]?.integer)
            poll(nil, 0, CollectCommand.pauseMilliseconds)
        }
    }
}
