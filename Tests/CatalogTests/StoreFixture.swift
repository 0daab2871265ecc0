import Blobs
import Codecs
import Posix
import SQL
import TestSupport

@testable import Catalog

/// A catalog over a real blob store in a fresh temporary directory: blobs of more than 1000 bytes
/// have files of their own.
final class StoreFixture {
    let directory: TemporaryDirectory
    let data: DataDirectory
    let clock = TestClock()

    var storage: Storage { data.storage }

    init(
        in directory: TemporaryDirectory = TemporaryDirectory(), readSampleInterval: Int = 0,
        segmentByteLimit: Int64 = 1024 * 1024
    ) throws {
        self.directory = directory
        var blobs = BlobSettings()
        blobs.packLimitBytes = 1000
        blobs.segmentLimitBytes = segmentByteLimit
        data = try DataDirectory.open(
            path: directory.path + "/data", databaseSettings: DatabaseSettings(),
            blobSettings: blobs, readSampleInterval: readSampleInterval,
            now: { [clock] in clock.now })
    }

    deinit { data.close() }

    /// Small enough for a segment, and too large for one.
    static let blobs: [[UInt8]] = [Array("small".utf8), [UInt8](repeating: 7, count: 5000)]

    @discardableResult
    func store(_ bytes: [UInt8]) throws -> Digest {
        let upload = try StoredBlobs(storage).makeUpload(of: .of(bytes))
        try upload.append(bytes)
        _ = try upload.finish()
        return .of(bytes)
    }

    func entry(_ digest: Digest) throws -> BlobIndex.Entry? {
        try storage.database.read { try BlobIndex.entry(of: digest, in: $0) }
    }

    func read(_ digest: Digest) throws -> [UInt8] { try StoredBlobs(storage).bytes(of: digest) }

    func path(of digest: Digest, at location: BlobLocation) -> String {
        let digits = digest.hexadecimal
        let number = String(location.segment)
        return directory.path + "/data/store/"
            + (location.isOwnFile
                ? "blobs/\(digits.prefix(2))/\(digits)"
                : "segments/\(String(repeating: "0", count: 8 - number.count))\(number).pack")
    }

    /// Changes the first byte of a blob on the disk.
    func damage(_ digest: Digest) throws {
        guard let location = try entry(digest)?.location else {
            throw CatalogError.blobMissing(digest)
        }
        let file = try File(path: path(of: digest, at: location), access: .readAndWrite)
        let first = try SystemMedium().readUpTo(1, from: file, at: location.offset)
        try SystemMedium().writeAll(first.map { ~$0 }, to: file, at: location.offset)
    }
}
