import Codecs
import HTTP

/// Reads the shards of a version and writes their members as files.
///
/// What each member must be comes from the version's listing, which is read alongside: a shard that
/// holds anything else is not written.
struct ShardPull {
    private let session: Session
    private let dataset: DatasetReference
    private let folder: PullFolder
    private var expected: ExpectedParts
    private var current: ExpectedPart?
    private(set) var partCount = 0
    private(set) var doneBytes: Int64 = 0

    /// - Parameters:
    ///   - listing: another session than `session`: both speak at once.
    ///   - dataset: with a version that does not move.
    init(session: Session, listing: Session, dataset: DatasetReference, folder: PullFolder) {
        self.session = session
        self.dataset = dataset
        self.folder = folder
        expected = ExpectedParts(session: listing, dataset: dataset)
    }

    /// Reads one shard to its end.
    mutating func pull(shard number: Int, progress: (_ doneBytes: Int64) -> Void) throws(Failure) {
        let response = try session.download(API.shard(dataset, number: number))
        var reader = TarReader()
        while let piece = try session.next(of: response) {
            doneBytes += Int64(piece.count)
            for event in try events(&reader, piece) { try handle(event) }
            progress(doneBytes)
        }
        do throws(TarError) {
            try reader.finish()
        } catch {
            throw .notUnderstood(reason: "a shard that is no whole tar (\(error))")
        }
    }

    /// - Throws: when the listing has parts that no shard held.
    mutating func finish() throws(Failure) {
        guard try expected.next() == nil else {
            throw .notUnderstood(reason: "shards that hold less than the version")
        }
    }

    private func events(_ reader: inout TarReader, _ piece: [UInt8]) throws(Failure) -> [TarEvent] {
        do throws(TarError) {
            return try reader.feed(piece)
        } catch {
            throw .notUnderstood(reason: "a shard that is no tar (\(error))")
        }
    }

    private mutating func handle(_ event: TarEvent) throws(Failure) {
        switch event {
        case .member(let member):
            guard let part = try expected.next(), part.path == member.path,
                part.byteCount == member.byteCount
            else { throw .notUnderstood(reason: "a shard with \(Terminal.safe(member.path))") }
            try folder.begin(part)
            current = part
        case .content(let bytes): try folder.write(bytes)
        case .endOfMember:
            if let current { try folder.end(current) }
            current = nil
            partCount += 1
        case .end: break
        }
    }
}
