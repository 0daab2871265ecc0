import Blobs
import Catalog
import Codecs
import Posix
import Records
import SQL
import TestSupport
import Testing

/// What a check says about segments, on real files.
struct SegmentCheckTests {
    private let directory = TemporaryDirectory()
    private let data: DataDirectory

    init() throws {
        data = try DataDirectory.open(
            path: directory.path + "/data", databaseSettings: DatabaseSettings(),
            blobSettings: BlobSettings(), now: { Timestamp(milliseconds: 0) })
        let upload = try StoredBlobs(data.storage).makeUpload(of: .of([1, 2, 3]))
        try upload.append([1, 2, 3])
        _ = try upload.finish()
    }

    private func findings() throws -> [IntegrityFinding] {
        defer { data.close() }
        return try IntegrityCheck.run(data.storage, files: data.blobs) { _ in }.findings
    }

    private func write(_ bytes: [UInt8], toSegment number: Int) throws {
        let segments = try Directory(path: directory.path + "/data/store/segments")
        let file = try segments.openFile(
            "0000000\(number).pack", access: .readAndWriteOrCreate)
        try SystemMedium().writeAll(bytes, to: file, at: 0)
    }

    @Test(arguments: [[], [UInt8]("CAIRNSEG".utf8)])
    func `a segment that was only begun is no damage`(header: [UInt8]) throws {
        try write(header, toSegment: 2)
        #expect(try findings().isEmpty)
    }

    @Test func `a damaged header of a segment with blobs is found`() throws {
        try write([0], toSegment: 1)
        #expect(try findings() == [.segmentBroken(1)])
    }
}
