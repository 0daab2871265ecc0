import Blobs
import Codecs
import Formats
import Records

@testable import Catalog

/// A real directory with small segments, a dataset in it, and collections.
final class CollectionFixture {
    static let graceSeconds: Int64 = 3600

    let store: StoreFixture
    let path = DatasetPath(
        namespace: NamespaceName(unchecked: "team"), name: DatasetName(unchecked: "digits"))
    private var collectionCount: UInt64 = 0

    var storage: Storage { store.storage }

    init() throws {
        store = try StoreFixture(segmentByteLimit: 4000)
        _ = try Datasets(storage).create(path, description: "")
    }

    @discardableResult
    func collect(isDryRun: Bool = false) throws -> CollectionReport {
        collectionCount += 1
        var settings = Collector.Settings()
        settings.graceMilliseconds = CollectionFixture.graceSeconds * 1000
        return try store.data.collect(
            by: settings, isDryRun: isDryRun, salt: collectionCount
        ) { _ in }
    }

    /// One that condemns, the grace period, and one that removes.
    @discardableResult
    func collectTwice() throws -> CollectionReport {
        try collect()
        store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
        return try collect()
    }

    /// A blob's bytes: every third is too large for a segment.
    static func bytes(_ number: Int) -> [UInt8] {
        Array("\(number) ".utf8) + [UInt8](repeating: 1, count: number % 3 == 0 ? 1200 : 100)
    }

    /// Stores blobs that nothing refers to.
    func orphan(_ numbers: Range<Int>) throws {
        for number in numbers { try store.store(CollectionFixture.bytes(number)) }
    }

    /// Makes a version of these blobs, each a sample of its own.
    func commit(_ numbers: some Sequence<Int>, replacesAll: Bool = true) throws {
        let draft = try draft(.tar, replacesAll: replacesAll)
        var writer = TarWriter()
        for number in numbers {
            try draft.append(
                writer.member(
                    path: "\(number).bin", content: CollectionFixture.bytes(number)))
        }
        try draft.append(writer.finish())
        _ = try draft.finish()
    }

    func draft(_ encoding: CommitDraft.Encoding, replacesAll: Bool = true) throws -> CommitDraft {
        try CommitDraft(
            storage, of: path, encoding: encoding,
            options: CommitOptions(
                split: .none, replacesAll: replacesAll, message: "", author: "tester"))
    }

    /// Where a walk through the segments finds commit objects, the last of its copies.
    func commitObjects() throws -> [Digest: BlobLocation] {
        var found: [Digest: BlobLocation] = [:]
        for number in try store.data.blobs.segments() {
            try store.data.blobs.scan(segment: number) { blob in
                if blob.kind == .commitObject { found[blob.digest] = blob.location }
            }
        }
        return found
    }

    /// Which of the blobs have a row.
    func stored(of numbers: Range<Int>) throws -> [Int] {
        try numbers.filter { try store.entry(.of(CollectionFixture.bytes($0))) != nil }
    }

    func check() throws -> IntegrityReport {
        try IntegrityCheck.run(storage, files: store.data.blobs) { _ in }
    }

    /// The number of files of single blobs, and of segments.
    func files() throws -> (own: Int, segments: Int) {
        var count = 0
        try store.data.blobs.scanOwnFiles { _, _ in count += 1 }
        return (count, try store.data.blobs.segments().count)
    }
}
