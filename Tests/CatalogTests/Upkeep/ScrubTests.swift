import Blobs
import Codecs
import Posix
import Records
import SQL
import TestSupport
import Testing

@testable import Catalog

/// Scrubs over a real directory.
struct ScrubTests {
    private let fixture: CollectionFixture

    init() throws {
        fixture = try CollectionFixture()
        try fixture.orphan(0..<30)
    }

    /// Reads on to the end, or `count` pieces.
    @discardableResult
    private func read(_ scrub: inout Scrub, pieces count: Int = .max) throws -> Int {
        for done in 0..<count where try scrub.next() == nil { return done }
        return count
    }

    @Test func `all blobs are read, and nothing is found where nothing is wrong`() throws {
        var scrub = try Scrub(fixture.storage)
        try read(&scrub)
        let check = try fixture.check()
        #expect(scrub.report.checked.count == 30 && scrub.report.damagedCount == 0)
        #expect(scrub.report.checked.byteCount == check.blobByteCount)
    }

    @Test func `what is damaged or gone is put into quarantine, and the scrub goes on`() throws {
        for number in [0, 1, 29] {
            try fixture.store.damage(.of(CollectionFixture.bytes(number)))
        }
        let lost = Digest.of(CollectionFixture.bytes(3))
        let place = try #require(try fixture.store.entry(lost)).location
        #expect(try fixture.store.data.blobs.remove(lost, at: place))
        var scrub = try Scrub(fixture.storage)
        try read(&scrub)
        #expect(scrub.report.checked.count == 30 && scrub.report.damagedCount == 4)
        #expect(fixture.storage.quarantine.count == 4)
        var second = try Scrub(fixture.storage)
        try read(&second)
        #expect(second.report.damagedCount == 0)
    }

    @Test func `what was away for a moment comes out of quarantine when it is back`() throws {
        let segments = try Directory(path: fixture.store.directory.path + "/data/store/segments")
        let name = try #require(try segments.names().min())
        let lasting = Digest.of(CollectionFixture.bytes(3))
        try fixture.store.damage(lasting)
        try segments.rename(name, to: "away", in: segments)
        var first = try Scrub(fixture.storage)
        try read(&first)
        let count = fixture.storage.quarantine.count
        #expect(count > 1 && first.report.damagedCount == count)
        try segments.rename("away", to: name, in: segments)
        var second = try Scrub(fixture.storage)
        try read(&second)
        #expect(second.report.healedCount == count - 1)
        #expect(fixture.storage.quarantine.count == 1)
        #expect(try fixture.store.entry(lasting)?.isQuarantined == true)
        #expect(try fixture.check().findings.count == 1)
    }

    @Test(arguments: [0, 1, 9, 10, 25])
    func `a scrub goes on where the last one was kept`(_ count: Int) throws {
        var first = try Scrub(fixture.storage)
        try read(&first, pieces: count)
        try first.save()
        var second = try Scrub(fixture.storage)
        try read(&second)
        #expect(second.report.checked.count == 30 - count)
        try second.end()
        #expect(try Scrub.lastEnd(fixture.storage) == fixture.storage.now())
        var third = try Scrub(fixture.storage)
        #expect(try Scrub.lastEnd(fixture.storage) == nil)
        try read(&third)
        #expect(third.report.checked.count == 30)
    }

    @Test func `a large blob is read in pieces and found damaged in any of them`() throws {
        let store = try StoreFixture()
        var bytes = [UInt8](repeating: 3, count: 3 * Int(Scrub.pieceByteCount) + 5)
        bytes[bytes.count - 1] = 9
        let digest = try store.store(bytes)
        var scrub = try Scrub(store.storage)
        #expect(try scrub.next() == Int(Scrub.pieceByteCount))
        #expect(scrub.report.checked.count == 0)
        try read(&scrub)
        #expect(scrub.report.checked.count == 1 && scrub.report.damagedCount == 0)

        let location = try #require(try store.entry(digest)).location
        let file = try File(path: store.path(of: digest, at: location), access: .readAndWrite)
        try SystemMedium().writeAll([1], to: file, at: Int64(bytes.count) - 1)
        var second = try Scrub(store.storage)
        try read(&second)
        #expect(second.report.damagedCount == 1)
    }

    @Test func `blobs that are moved or removed under a scrub are not damaged`() throws {
        try fixture.commit(stride(from: 0, to: 30, by: 5))
        var scrub = try Scrub(fixture.storage)
        try read(&scrub, pieces: 2)
        let report = try fixture.collectTwice()
        #expect(report.removed.count > 10 && report.moved.count > 0)
        try read(&scrub)
        #expect(scrub.report.damagedCount == 0 && scrub.report.unreadableCount == 0)
        #expect(fixture.storage.quarantine.count == 0)
    }
}
