import ArgumentParser
import Codecs
import HTTP
import Records

/// `cairn pull`: a version as files, each verified.
struct PullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Write the parts of a version as files, DIR/KEY.PART, each verified.")

    @Argument(help: "NAMESPACE/NAME or NAMESPACE/NAME@VERSION.")
    var dataset: DatasetReference

    @Argument(help: "The folder to write to; made if it is not there.")
    var folder: String

    @Option(help: "Only the sample with this key.")
    var key: String?

    @Flag(help: "Overwrite files that are there.")
    var force = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let session = try connection.session()
        let version = try session.pinned(dataset)
        let target = try PullFolder(root: folder, overwrites: force)
        let partCount =
            if let key {
                try pullSample(version.reference, key: key, session, target)
            } else {
                try pullShards(version.reference, session, target)
            }
        let summary: JSON = [
            API.Version.number: version.number, API.Version.digest: .string(version.digest),
            API.Sample.parts: .number(partCount),
        ]
        try connection.printDocument(summary) { _ in
            "\(Quantity.count(Int64(partCount))) files of "
                + Terminal.safe("\(dataset.path)@\(version.number.plain)  \(version.digest)") + "\n"
        }
    }

    private func pullShards(
        _ dataset: DatasetReference, _ session: Session, _ target: PullFolder
    ) throws -> Int {
        let shards = try allShards(of: dataset, session)
        let total = shards.reduce(Int64(0)) {
            $0 + Int64($1[API.Shard.bytes]?.integer ?? 0)
        }
        let progress = ProgressReport(label: "pulling \(self.dataset)", totalBytes: total)
        var pull = ShardPull(
            session: session, listing: try connection.session(), dataset: dataset, folder: target)
        for shard in shards {
            guard let number = shard[API.Shard.number]?.integer else {
                throw Failure.notUnderstood(reason: "a shard without \(API.Shard.number)")
            }
            try pull.pull(shard: number) { progress.advance(toBytes: $0) }
        }
        try pull.finish()
        progress.finish()
        return pull.partCount
    }

    private func allShards(of dataset: DatasetReference, _ session: Session) throws -> [JSON] {
        var shards: [JSON] = []
        let listing = Listing(name: API.Shard.list, limit: .max)
        _ = try listing.forEachPage(
            load: { try session.get(API.shards(dataset, $0)) },
            { _, rows in shards += rows })
        return shards
    }

    private func pullSample(
        _ dataset: DatasetReference, key: String, _ session: Session, _ target: PullFolder
    ) throws -> Int {
        let parts = try ExpectedPart.all(of: try session.get(API.sample(dataset, key: key)))
        let total = parts.reduce(0) { $0 + $1.byteCount }
        let progress = ProgressReport(label: "pulling \(key)", totalBytes: total)
        var doneBytes: Int64 = 0
        for part in parts {
            let response = try session.download(
                API.part(dataset, key: part.key.text, name: part.name.text))
            try target.begin(part)
            while let piece = try session.next(of: response) {
                try target.write(piece)
                doneBytes += Int64(piece.count)
                progress.advance(toBytes: doneBytes)
            }
            try target.end(part)
        }
        progress.finish()
        return parts.count
    }
}
