import Codecs
import SQL
import Testing

@testable import Catalog

struct BlobIndexTests {
    private func condemn(_ digest: Digest, in fixture: StoreFixture) throws {
        try fixture.storage.database.write { connection in
            try connection.run(
                "UPDATE blob SET condemned_in = 1 WHERE digest = ?", digest.bytes)
        }
    }

    @Test func `a claim finds what is stored, and nothing else`() throws {
        let fixture = try StoreFixture()
        let stored = try StoreFixture.blobs.map { try fixture.store($0) }
        let unknown = Digest.of([1])
        #expect(try StoredBlobs(fixture.storage).missing(of: stored + [unknown]) == [unknown])
    }

    @Test func `a claim absolves what a collection has condemned`() throws {
        let fixture = try StoreFixture()
        let digest = try fixture.store(StoreFixture.blobs[0])
        try condemn(digest, in: fixture)
        #expect(try StoredBlobs(fixture.storage).missing(of: [digest]) == [])
        #expect(try fixture.entry(digest)?.isCondemned == false)
    }

    @Test(arguments: StoreFixture.blobs)
    func `storing what is condemned absolves it`(bytes: [UInt8]) throws {
        let fixture = try StoreFixture()
        let digest = try fixture.store(bytes)
        try condemn(digest, in: fixture)
        try fixture.store(bytes)
        #expect(try fixture.entry(digest)?.isCondemned == false)
    }

    @Test func `a damaged blob is missing to whoever asks what to upload`() throws {
        let fixture = try StoreFixture()
        let digest = try fixture.store(StoreFixture.blobs[0])
        try fixture.damage(digest)
        #expect(throws: (any Error).self) { try fixture.read(digest) }
        #expect(try StoredBlobs(fixture.storage).missing(of: [digest]) == [digest])
    }
}
