import Codecs
import SQL
import Testing

@testable import Catalog

struct BlobIndexTests {
    @Test func `what is stored is not missing, and everything else is`() throws {
        let fixture = try StoreFixture()
        let stored = try StoreFixture.blobs.map { try fixture.store($0) }
        let unknown = Digest.of([1])
        #expect(try StoredBlobs(fixture.storage).missing(of: stored + [unknown]) == [unknown])
    }

    @Test func `a damaged blob is missing to whoever asks what to upload`() throws {
        let fixture = try StoreFixture()
        let digest = try fixture.store(StoreFixture.blobs[0])
        try fixture.damage(digest)
        #expect(throws: (any Error).self) { try fixture.read(digest) }
        #expect(try StoredBlobs(fixture.storage).missing(of: [digest]) == [digest])
    }
}
