import Blobs
import Codecs
import Testing

@testable import Catalog

/// What a commit brings, on its way into a real store.
struct BlobIntakeTests {
    private let fixture: StoreFixture

    init() throws { fixture = try StoreFixture(segmentByteLimit: 1 << 30) }

    private func intake() -> BlobIntake {
        BlobIntake(fixture.storage, under: fixture.storage.intakes.begin())
    }

    private static func bytes(_ number: Int) -> [UInt8] { Array("blob \(number)".utf8) }

    /// What lies in the segments, in the order of the disk.
    private func stored() throws -> [Digest] {
        var digests: [Digest] = []
        for number in try fixture.data.blobs.segments() {
            try fixture.data.blobs.scan(segment: number) { digests.append($0.digest) }
        }
        return digests
    }

    @Test func `blobs lie in the order in which they came, over all batches`() throws {
        var intake = intake()
        let digests = try (0..<20_000).map { try intake.add(Self.bytes($0)) }
        try intake.flush()
        #expect(try stored() == digests)
        #expect(intake.newBlobCount == 20_000)
        #expect(try digests.allSatisfy { try fixture.entry($0) != nil })
    }

    @Test func `what comes twice is stored once, whatever has become of its batch`() throws {
        var intake = intake()
        // The second coming meets the first in the same window, in the same batch, in one that
        // syncs, and in one that has been synced.
        for count in [10, 2000, 8192, 16_384] {
            for number in 0..<count { _ = try intake.add(Self.bytes(number)) }
        }
        try intake.flush()
        #expect(intake.newBlobCount == 16_384)
        #expect(try stored().count == 16_384)
    }

    @Test func `nothing is in memory when there is nothing to flush`() throws {
        var intake = intake()
        try intake.flush()
        #expect(intake.newBlobCount == 0 && intake.newByteCount == 0)
        #expect(try stored().isEmpty)
    }
}
