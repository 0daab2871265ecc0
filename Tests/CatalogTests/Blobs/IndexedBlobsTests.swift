import Blobs
import Codecs
import SQL
import Testing

@testable import Catalog

struct IndexedBlobsTests {
    @Test(arguments: StoreFixture.blobs)
    func `a damaged blob is served to nobody once it was found`(bytes: [UInt8]) throws {
        let fixture = try StoreFixture()
        let digest = try fixture.store(bytes)
        try fixture.damage(digest)
        #expect(throws: BlobError.corrupt(digest)) { try fixture.read(digest) }
        #expect(fixture.storage.quarantine.count == 1)
        #expect(throws: CatalogError.blobQuarantined(digest)) {
            try StoredBlobs(fixture.storage).content(of: digest)
        }
        let report = try IntegrityCheck.run(fixture.storage, files: fixture.data.blobs) { _ in }
        #expect(report.findings == [.blobQuarantined(digest)])
    }

    @Test(arguments: StoreFixture.blobs, [true, false])
    func `the same bytes stored again heal a damaged blob`(
        bytes: [UInt8], comesInCommit: Bool
    ) throws {
        let fixture = try StoreFixture()
        let digest = try fixture.store(bytes)
        try fixture.damage(digest)
        #expect(throws: BlobError.corrupt(digest)) { try fixture.read(digest) }
        if comesInCommit {
            var intake = BlobIntake(fixture.storage, under: fixture.storage.intakes.begin())
            _ = try intake.add(bytes)
            try intake.flush()
            #expect(intake.newBlobCount == 1)
        } else {
            let upload = try StoredBlobs(fixture.storage).makeUpload(of: digest)
            try upload.append(bytes)
            #expect(try upload.finish().isNew)
        }
        #expect(try fixture.read(digest) == bytes)
        #expect(fixture.storage.quarantine.count == 0)
    }

    @Test func `a blob whose file is gone is put into quarantine`() throws {
        let fixture = try StoreFixture()
        let digest = try fixture.store(StoreFixture.blobs[1])
        let location = try #require(try fixture.entry(digest)).location
        _ = try fixture.data.blobs.remove(digest, at: location)
        #expect(throws: BlobError.missing(digest)) { try fixture.read(digest) }
        #expect(try fixture.entry(digest)?.isQuarantined == true)
    }

    @Test(arguments: StoreFixture.blobs)
    func `a blob that is removed after it was looked up is gone, and not damaged`(
        bytes: [UInt8]
    ) throws {
        let fixture = try StoreFixture()
        let digest = try fixture.store(bytes)
        let content = try StoredBlobs(fixture.storage).content(of: digest)
        let location = try #require(try fixture.entry(digest)).location
        try fixture.storage.database.write { connection in
            try connection.run("DELETE FROM blob WHERE digest = ?", digest.bytes)
        }
        _ = try fixture.data.blobs.remove(digest, at: location)
        // A blob in a segment is there until the segment goes.
        if location.isOwnFile {
            #expect(throws: CatalogError.blobMissing(digest)) { try content.region(at: 0) }
        } else {
            _ = try content.region(at: 0)
        }
        #expect(fixture.storage.quarantine.count == 0)
    }

    @Test func `quarantine is kept over a restart`() throws {
        var fixture: StoreFixture? = try StoreFixture()
        let directory = try #require(fixture).directory
        let digest = try #require(try fixture?.store(StoreFixture.blobs[0]))
        try fixture?.damage(digest)
        #expect(throws: BlobError.corrupt(digest)) { try fixture?.read(digest) }
        fixture = nil
        #expect(try StoreFixture(in: directory).storage.quarantine.count == 1)
    }

    @Test func `a blob that was moved after its place was looked up is read at its new place`()
        throws
    {
        let fixture = try StoreFixture()
        let bytes = StoreFixture.blobs[0]
        let digest = try fixture.store(bytes)
        let old = try #require(try fixture.entry(digest)).location
        let batch = try fixture.storage.blobs.makeBatch()
        let new = try batch.add(bytes, digest: digest)
        try batch.commit()
        let gone = BlobLocation(segment: 99, offset: old.offset, byteCount: old.byteCount)
        try fixture.storage.database.write { connection in
            try connection.run(
                "UPDATE blob SET segment = ?, offset = ?", new.segment, new.offset)
        }
        #expect(try fixture.storage.blobs.bytes(of: digest, at: gone) == bytes)
        #expect(fixture.storage.quarantine.count == 0)
    }

    @Test func `of blobs that are read together those that were moved are found`() throws {
        let fixture = try StoreFixture()
        let blobs = [StoreFixture.blobs[0], Array("other".utf8), StoreFixture.blobs[1]]
        var slices: [BlobSlice] = []
        var position = 0
        for bytes in blobs {
            let location = try #require(try fixture.entry(try fixture.store(bytes))).location
            let known =
                bytes == blobs[1]
                ? BlobLocation(segment: 99, offset: 0, byteCount: location.byteCount) : location
            slices.append(BlobSlice(of: .of(bytes), at: known, 0..<known.byteCount, to: position))
            position += bytes.count
        }
        var read = [UInt8](repeating: 0, count: position)
        try fixture.storage.blobs.read(slices, into: &read)
        #expect(read == Array(blobs.joined()))
        #expect(fixture.storage.quarantine.count == 0)
    }

    @Test func `of blobs that are read together the one that is gone goes into quarantine`() throws
    {
        let fixture = try StoreFixture()
        let slices = try StoreFixture.blobs.map { bytes in
            let location = try #require(try fixture.entry(try fixture.store(bytes))).location
            return BlobSlice(of: .of(bytes), at: location, 0..<location.byteCount, to: 0)
        }
        let gone = slices[1]
        _ = try fixture.data.blobs.remove(gone.digest, at: gone.location)
        var read = [UInt8](repeating: 0, count: 5000)
        #expect(throws: BlobError.missing(gone.digest)) {
            try fixture.storage.blobs.read(slices, into: &read)
        }
        #expect(fixture.storage.quarantine.count == 1)
        #expect(try fixture.entry(gone.digest)?.isQuarantined == true)
    }

    @Test func `blobs that are read together are verified when they are chosen`() throws {
        let fixture = try StoreFixture(readSampleInterval: 2)
        let digests = try [Array("one".utf8), Array("two".utf8)].map { try fixture.store($0) }
        let slices = try digests.map { digest in
            let location = try #require(try fixture.entry(digest)).location
            return BlobSlice(of: digest, at: location, 0..<location.byteCount, to: 0)
        }
        try fixture.damage(digests[1])
        var read = [UInt8](repeating: 0, count: 3)
        #expect(throws: BlobError.corrupt(digests[1])) {
            try fixture.storage.blobs.read(slices, into: &read)
        }
    }

    @Test(arguments: StoreFixture.blobs)
    func `a read that is chosen is verified before its first byte is given away`(
        bytes: [UInt8]
    ) throws {
        let fixture = try StoreFixture(readSampleInterval: 3)
        let blobs = fixture.storage.blobs
        let digest = try fixture.store(bytes)
        let location = try #require(try fixture.entry(digest)).location
        try fixture.damage(digest)
        _ = try blobs.region(of: digest, at: location)
        #expect(blobs.regionAtHand(of: digest, at: location) != nil)
        // The third must wait, and the next that may wait is verified in its place.
        #expect(blobs.regionAtHand(of: digest, at: location) == nil)
        #expect(throws: BlobError.corrupt(digest)) {
            try blobs.region(of: digest, at: location)
        }
    }

    @Test func `a whole blob read into memory is verified when it is chosen`() throws {
        let fixture = try StoreFixture(readSampleInterval: 1)
        let bytes = StoreFixture.blobs[0]
        let digest = try fixture.store(bytes)
        let location = try #require(try fixture.entry(digest)).location
        try fixture.damage(digest)
        #expect(throws: BlobError.corrupt(digest)) {
            try fixture.storage.blobs.bytes(of: digest, at: location, in: 0..<location.byteCount)
        }
    }

    @Test(arguments: StoreFixture.blobs)
    func `an upload heals a blob that is damaged and that nobody knows to be`(bytes: [UInt8]) throws
    {
        let fixture = try StoreFixture()
        let digest = try fixture.store(bytes)
        try fixture.damage(digest)
        try fixture.store(bytes)
        #expect(try fixture.read(digest) == bytes)
        #expect(fixture.storage.quarantine.count == 0)
        // One that is well is left alone.
        let place = try fixture.entry(digest)?.location
        try fixture.store(bytes)
        #expect(try fixture.entry(digest)?.location == place)
    }
}
