import ArgumentParser
import Codecs

/// `cairn quota`: what a namespace uses, and how much it may.
struct QuotaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota",
        abstract: "Show what a namespace uses; limit it, or lift the limit.",
        discussion: """
            A namespace uses the bytes of the samples that its versions have added or changed. A \
            commit that would exceed the quota makes no version.
            """)

    @Argument(help: "The namespace: what stands before the slash of its datasets.")
    var namespace: String

    @Option(help: "Bytes that it may have.")
    var set: Int?

    @Flag(help: "Lift the limit.")
    var remove = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if set != nil, remove { throw ValidationError("--set and --remove exclude each other.") }
        if let set, set < 0 { throw ValidationError("--set must not be negative.") }
    }

    func run() throws {
        let session = try connection.session()
        if let set {
            _ = try session.put(API.quota(namespace), ["bytes": .number(set)], condition: nil)
        }
        if remove { try session.delete(API.quota(namespace)) }
        let usage = try session.get(API.namespace(namespace))
        try connection.printDocument(usage) { Details.text($0) }
    }
}
