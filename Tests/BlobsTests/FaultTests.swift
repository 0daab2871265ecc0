import Codecs
import Posix
import TestSupport
import Testing

@testable import Blobs

/// Lets every single call to the disk fail, one after another.
struct FaultTests {
    /// A blob that the store has promised to keep.
    struct Promise {
        let bytes: [UInt8]
        let location: BlobLocation

        var digest: Digest { .of(bytes) }
    }

    static func open(
        _ path: String, medium: FaultyMedium = FaultyMedium()
    ) throws(BlobError) -> LocalBlobStore {
        var settings = BlobSettings()
        settings.packLimitBytes = 200
        settings.segmentLimitBytes = 700
        settings.stagingLimitBytes = 300
        settings.openDraftLimit = 2
        return try LocalBlobStore(directory: path, settings: settings, medium: medium)
    }

    /// Two batches with small and large blobs and drafts; a batch that fails is given up.
    static func ingest(into store: LocalBlobStore) -> (promises: [Promise], failures: [BlobError]) {
        var promises: [Promise] = []
        var failures: [BlobError] = []
        for batchNumber in UInt8(0)..<2 {
            do throws(BlobError) {
                var staged: [Promise] = []
                let batch = try store.makeBatch()
                for (number, count) in [10, 190, 250, 100, 260].enumerated() {
                    let bytes = [UInt8](repeating: batchNumber * 16 + UInt8(number), count: count)
                    let location = try batch.add(bytes, digest: .of(bytes))
                    staged.append(Promise(bytes: bytes, location: location))
                }
                let draft = try batch.makeDraft(expectedByteCount: nil)
                let piece = [UInt8](repeating: 200 + batchNumber, count: 150)
                for _ in 0..<3 { try draft.append(piece) }
                let location = try draft.finish(expected: nil).location
                staged.append(Promise(bytes: piece + piece + piece, location: location))
                try batch.commit()
                promises += staged
            } catch {
                failures.append(error)
            }
        }
        return (promises, failures)
    }

    /// How many calls the ingest makes when nothing fails.
    static func callCount() throws -> Int {
        let directory = TemporaryDirectory()
        let medium = FaultyMedium()
        let store = try open(directory.path + "/store", medium: medium)
        medium.arm(.ioError, atCall: .max)
        let outcome = ingest(into: store)
        #expect(outcome.promises.count == 12)
        #expect(outcome.failures.isEmpty)
        return medium.disarm()
    }

    static func expectKept(_ promises: [Promise], in store: LocalBlobStore) {
        for promise in promises {
            #expect(throws: Never.self) {
                let bytes = try store.bytes(of: promise.digest, at: promise.location)
                #expect(bytes == promise.bytes)
            }
        }
    }

    /// A file has its final name only when it is whole.
    static func expectNoHalfFile(in store: LocalBlobStore) throws {
        try store.scanOwnFiles { digest, location in
            #expect(throws: Never.self) { try store.verify(digest, at: location) }
        }
    }

    @Test(arguments: FaultyMedium.Fault.allCases)
    func `no promise is broken, whichever call fails`(fault: FaultyMedium.Fault) throws {
        let callCount = try Self.callCount()
        #expect(callCount > 30)
        for callNumber in 1...callCount {
            let directory = TemporaryDirectory()
            let path = directory.path + "/store"
            let medium = FaultyMedium()
            let store = try Self.open(path, medium: medium)
            medium.arm(fault, atCall: callNumber)
            let outcome = Self.ingest(into: store)
            #expect(medium.disarm() >= callNumber)

            Self.expectKept(outcome.promises, in: store)
            try Self.expectNoHalfFile(in: store)
            let reopened = try Self.open(path)
            Self.expectKept(outcome.promises, in: reopened)
            for allNames in [false, true] {
                let survived = directory.path + (allNames ? "/survived-names" : "/survived")
                try medium.survive(from: path, to: survived, withAllNames: allNames)
                let afterLoss = try Self.open(survived)
                Self.expectKept(outcome.promises, in: afterLoss)
                try Self.expectNoHalfFile(in: afterLoss)
                let again = Self.ingest(into: afterLoss)
                #expect(again.failures.isEmpty)
                Self.expectKept(outcome.promises + again.promises, in: afterLoss)
            }
        }
    }

    @Test func `a full disk is told, and the store reads and writes on`() throws {
        let callCount = try Self.callCount()
        for callNumber in 1...callCount {
            let directory = TemporaryDirectory()
            let medium = FaultyMedium()
            let store = try Self.open(directory.path + "/store", medium: medium)
            let before = Self.ingest(into: store)
            medium.arm(.mediumFull, atCall: callNumber)
            let during = Self.ingest(into: store)
            let wasHit = medium.disarm() >= callNumber
            #expect(during.failures.contains(.full(.mediumFull)) == wasHit)
            #expect(during.failures.allSatisfy { $0 == .full(.mediumFull) || $0 == .unusable })
            Self.expectKept(before.promises + during.promises, in: store)
            // Only a sync that found no room ends the writing: nobody knows what it left out.
            let after = Self.ingest(into: store)
            #expect(after.failures.isEmpty || after.failures == [.unusable, .unusable])
            Self.expectKept(after.promises, in: store)
        }
    }

    @Test func `after a sync that failed nothing is written, and everything is read`() throws {
        let directory = TemporaryDirectory()
        let medium = FaultyMedium()
        let store = try Self.open(directory.path + "/store", medium: medium)
        let before = Self.ingest(into: store)
        let batch = try store.makeBatch()
        let other = try store.makeBatch()
        _ = try batch.add([1], digest: .of([1]))
        _ = try other.add([2], digest: .of([2]))
        // The write is the first call of this commit, the sync is the second.
        medium.arm(.ioError, atCall: 2)
        #expect(throws: BlobError.medium(.ioError)) { try batch.commit() }
        _ = medium.disarm()
        #expect(throws: BlobError.unusable) { try other.commit() }
        #expect(throws: BlobError.unusable) { try store.makeBatch() }
        Self.expectKept(before.promises, in: store)
        let reopened = try Self.open(directory.path + "/store")
        Self.expectKept(before.promises, in: reopened)
        #expect(Self.ingest(into: reopened).failures.isEmpty)
    }

    @Test func `writes and reads that move few bytes at a time are whole in the end`() throws {
        let directory = TemporaryDirectory()
        let medium = FaultyMedium()
        medium.limitPieces(to: 7)
        let store = try Self.open(directory.path + "/store", medium: medium)
        let outcome = Self.ingest(into: store)
        #expect(outcome.failures.isEmpty)
        Self.expectKept(outcome.promises, in: store)
        try store.scan(segment: 1) { #expect($0.isIntact) }
    }

    @Test func `an opening that fails can be tried again`() throws {
        // Three directories made, one synced, three opened, drafts listed, blobs listed and
        // synced, segments listed.
        for callNumber in 1...11 {
            let directory = TemporaryDirectory()
            let path = directory.path + "/store"
            let medium = FaultyMedium()
            medium.arm(.ioError, atCall: callNumber)
            #expect(throws: BlobError.medium(.ioError)) { try Self.open(path, medium: medium) }
            _ = medium.disarm()
            let outcome = Self.ingest(into: try Self.open(path))
            #expect(outcome.failures.isEmpty)
        }
    }

    @Test func `a read that fails is not taken for a damaged blob`() throws {
        let directory = TemporaryDirectory()
        let medium = FaultyMedium()
        let store = try Self.open(directory.path + "/store", medium: medium)
        let outcome = Self.ingest(into: store)
        for promise in outcome.promises {
            for callNumber in 1...2 {
                medium.arm(.ioError, atCall: callNumber)
                #expect(throws: BlobError.medium(.ioError)) {
                    try store.bytes(of: promise.digest, at: promise.location)
                }
            }
        }
    }

    @Test func `below the reserve nothing is begun and no draft goes on`() throws {
        let directory = TemporaryDirectory()
        let medium = FaultyMedium()
        var settings = BlobSettings()
        settings.packLimitBytes = 200
        settings.reserveBytes = 1000
        let store = try LocalBlobStore(
            directory: directory.path + "/store", settings: settings, medium: medium)
        medium.setFree(1000)
        let before = Self.ingest(into: store)
        #expect(before.failures.isEmpty)
        let batch = try store.makeBatch()
        let draft = try batch.makeDraft(expectedByteCount: nil)
        medium.setFree(999)
        let refusal = BlobError.roomReserved(freeByteCount: 999, reserveByteCount: 1000)
        #expect(throws: refusal) { try draft.append([UInt8](repeating: 1, count: 300)) }
        #expect(throws: refusal) { try store.makeBatch() }
        Self.expectKept(before.promises, in: store)
        // What makes room may take what was kept for it.
        try store.makeBatch(mayUseReserve: true).commit()
        medium.setFree(1000)
        #expect(Self.ingest(into: store).failures.isEmpty)
    }
}
