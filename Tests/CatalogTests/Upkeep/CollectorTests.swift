import Blobs
import Codecs
import Posix
import Records
import SQL
import TestSupport
import Testing

@testable import Catalog

/// Collections over a real directory.
struct CollectorTests {
    private let fixture: CollectionFixture

    init() throws { fixture = try CollectionFixture() }

    @Test func `what nothing refers to is gone after the grace period, row and bytes`() throws {
        try fixture.commit(0..<10)
        try fixture.orphan(10..<100)
        let before = try fixture.files()
        let first = try fixture.collect()
        #expect(first.condemned.count == 90 && first.removed.count == 0)
        #expect(try fixture.collect().removed.count == 0)
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
        let last = try fixture.collect()
        #expect(last.removed.count == 90 && last.removedFiles.count == 30)
        #expect(try fixture.stored(of: 0..<100) == Array(0..<10))
        let after = try fixture.files()
        #expect(after.own == before.own - 30 && after.segments < before.segments)
        let check = try fixture.check()
        #expect(check.findings.isEmpty && check.sampleCount == 10)
    }

    @Test func `versions keep their blobs, also those that the newest does not have`() throws {
        try fixture.commit(0..<40)
        try fixture.commit(20..<60)
        try fixture.commit(100..<400)
        for _ in 0..<3 { try fixture.collectTwice() }
        #expect(try fixture.stored(of: 0..<60) == Array(0..<60))
        let check = try fixture.check()
        #expect(check.findings.isEmpty && check.versionCount == 3)
    }

    @Test func `a dry run counts what deleted datasets will take with them`() throws {
        try fixture.commit(0..<30)
        _ = try Deletions(fixture.storage).delete(fixture.path)
        let early = try fixture.collect(isDryRun: true)
        #expect(early.purgedDatasetCount == 0 && early.unreferenced.count == 0)
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
        let dry = try fixture.collect(isDryRun: true)
        #expect(try Deletions(fixture.storage).list(after: nil, limit: 1).count == 1)
        let real = try fixture.collect()
        #expect(dry.purgedDatasetCount == 1 && real.purgedDatasetCount == 1)
        #expect(dry.unreferenced == real.unreferenced && real.unreferenced.count > 30)
    }

    @Test func `the outcomes of runs are kept`() throws {
        try fixture.commit(0..<3)
        let digest = try fixture.store.store(Array("outcomes".utf8))
        try fixture.storage.database.write { connection in
            try connection.run(
                "INSERT INTO benchmark VALUES (?1, 'b', '{}', 'a', 0)", digest.bytes)
            try connection.run(
                "INSERT INTO run VALUES (?1, ?1, 'm', '{}', '[]', 'a', 0)", digest.bytes)
            try connection.run("INSERT INTO outcome VALUES (?1, 0, ?1)", digest.bytes)
        }
        try fixture.collectTwice()
        #expect(try fixture.store.read(digest) == Array("outcomes".utf8))
    }

    @Test func `commit objects are still told from other blobs when they have moved`() throws {
        for number in 0..<40 { try fixture.commit(number..<number + 1) }
        let before = try fixture.commitObjects()
        try fixture.orphan(100..<400)
        let report = try fixture.collectTwice()
        #expect(report.moved.count > 0 && before.count == 40)
        let after = try fixture.commitObjects()
        #expect(Set(after.keys) == Set(before.keys))
        #expect(after.values.contains { !before.values.contains($0) })
    }

    @Test func `a dry run tells what it would do, and changes nothing`() throws {
        try fixture.commit(0..<10)
        try fixture.orphan(10..<100)
        #expect(try fixture.collect(isDryRun: true).condemned.count == 90)
        try fixture.collect()
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
        let report = try fixture.collect(isDryRun: true)
        #expect(report.removed.count == 90 && report.sparseSegments.count > 0)
        #expect(try fixture.stored(of: 0..<100) == Array(0..<100))
    }

    @Test func `whoever asks what to upload keeps what is there for a grace period`() throws {
        try fixture.orphan(0..<6)
        try fixture.collect()
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
        let digest = Digest.of(CollectionFixture.bytes(2))
        #expect(try StoredBlobs(fixture.storage).missing(of: [digest]).isEmpty)
        try fixture.collect()
        #expect(try fixture.stored(of: 0..<6) == [2])
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds / 2)
        try fixture.collect()
        #expect(try fixture.stored(of: 0..<6) == [2])
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds)
        try fixture.collect()
        #expect(try fixture.stored(of: 0..<6).isEmpty)
    }

    @Test func `a commit that takes longer than the grace period keeps what it looked up`() throws {
        try fixture.orphan(0..<6)
        let draft = try fixture.draft(.jsonLines)
        for number in 0..<3 {
            let bytes = CollectionFixture.bytes(number)
            let line =
                #"{"put":{"key":"\#(number)","parts":{"bin":{"digest":"\#(Digest.of(bytes))","#
                + #""bytes":\#(bytes.count)}}}}"#
            try draft.append(Array("\(line)\n".utf8))
        }
        for _ in 0..<3 { try fixture.collectTwice() }
        _ = try draft.finish()
        try fixture.collectTwice()
        let check = try fixture.check()
        #expect(check.findings.isEmpty && check.sampleCount == 3)
    }

    @Test func `a damaged version stops a collection before anything is removed`() throws {
        try fixture.commit(0..<10)
        try fixture.orphan(10..<20)
        try fixture.collect()
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
        let version = try Datasets(fixture.storage).version(.latest, of: fixture.path)
        try fixture.store.damage(version.digest)
        #expect(throws: (any Error).self) { try fixture.collect() }
        #expect(try fixture.stored(of: 0..<20) == Array(0..<20))
    }

    @Test func `while a backup copies, rows may go and no file does`() throws {
        try fixture.commit(0..<3)
        try fixture.orphan(3..<60)
        let before = try fixture.files()
        do {
            let root = try Directory(path: fixture.store.directory.path + "/data")
            let copying = try #require(try RemovalLock.forCopying(root))
            let report = try fixture.collectTwice()
            #expect(report.isHeldByBackup && report.removed.count == 57)
            #expect(try fixture.files().own == before.own)
            #expect(try fixture.files().segments >= before.segments)
            withExtendedLifetime(copying) {}
        }
        let report = try fixture.collect()
        #expect(report.removedFiles.count == 19 && report.removedSegments.count > 0)
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `a place that was known before a compaction still gives its blob`() throws {
        try fixture.orphan(0..<60)
        try fixture.commit(stride(from: 0, to: 60, by: 5))
        let digest = Digest.of(CollectionFixture.bytes(5))
        let old = try #require(try fixture.store.entry(digest)).location
        let report = try fixture.collectTwice()
        #expect(report.moved.count > 0 && report.removedSegments.count > 0)
        let new = try #require(try fixture.store.entry(digest)).location
        #expect(new != old)
        #expect(
            try fixture.storage.blobs.bytes(of: digest, at: old) == CollectionFixture.bytes(5))
    }

    @Test func `a damaged blob is not copied, and its segment stays`() throws {
        try fixture.orphan(0..<60)
        try fixture.commit(stride(from: 0, to: 60, by: 5))
        let digest = Digest.of(CollectionFixture.bytes(5))
        try fixture.store.damage(digest)
        let place = try #require(try fixture.store.entry(digest)).location
        try fixture.collectTwice()
        #expect(try fixture.store.data.blobs.segments().contains(place.segment))
        #expect(fixture.storage.quarantine.count == 1)
        #expect(try fixture.check().findings.contains(.blobQuarantined(digest)))
    }

    @Test func `numbers of segments are never given twice`() throws {
        try fixture.orphan(0..<40)
        let last = try #require(try fixture.store.data.blobs.segments().last)
        try fixture.collectTwice()
        #expect(try fixture.store.data.blobs.segments() == [last])
    }

    @Test func `a removed blob that is uploaded again is there again`() throws {
        try fixture.orphan(0..<6)
        try fixture.collectTwice()
        #expect(try fixture.stored(of: 0..<6).isEmpty)
        try fixture.orphan(0..<6)
        for number in 0..<6 {
            let bytes = CollectionFixture.bytes(number)
            #expect(try fixture.store.read(.of(bytes)) == bytes)
        }
    }

    @Test func `a collection ends where it is told to, and the next does its work`() throws {
        try fixture.orphan(0..<30)
        try fixture.collect()
        fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds + 1)
        for step in CollectionProgress.Step.allCases where step != .compacting {
            _ = try? fixture.store.data.collect(by: Collector.Settings(), salt: 1) { progress in
                if progress.step == step { throw UpkeepError.stopped }
            }
            #expect(try fixture.check().findings.isEmpty)
        }
        try fixture.collectTwice()
        #expect(try fixture.stored(of: 0..<30).isEmpty)
    }

    @Test func `after any mixture of commits, uploads and collections all versions are whole`()
        throws
    {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<40 {
            let first = Int.random(in: 0..<300, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                try fixture.commit(
                    first..<first + 20, replacesAll: Bool.random(using: &generator))
            case 1: try fixture.orphan(first..<first + 10)
            case 2: fixture.store.clock.advance(seconds: CollectionFixture.graceSeconds)
            default: try fixture.collect()
            }
        }
        #expect(try fixture.check().findings.isEmpty)
        try fixture.collectTwice()
        let check = try fixture.check()
        #expect(check.findings.isEmpty)
        #expect(check.unreferencedBlobCount <= check.blobCount)
    }
}
