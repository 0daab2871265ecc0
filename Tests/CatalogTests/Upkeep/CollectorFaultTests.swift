import Blobs
import Codecs
import Formats
import Posix
import Records
import SQL
import TestSupport
import Testing

@testable import Catalog

/// Collections over a disk that fails.
struct CollectorFaultTests {
    /// A directory whose store sees the disk through a medium.
    private struct Place {
        let directory = TemporaryDirectory()
        let medium = FaultyMedium()
        let clock = TestClock()
        let storage: Storage
        let blobs: LocalBlobStore

        init() throws {
            var settings = BlobSettings()
            settings.packLimitBytes = 1000
            settings.segmentLimitBytes = 2000
            blobs = try LocalBlobStore(
                directory: directory.path + "/store", settings: settings, medium: medium)
            storage = try Storage(
                database: Database(
                    path: directory.path + "/index.db", settings: DatabaseSettings(),
                    migrations: Migrations.all),
                blobs: blobs, now: { [clock] in clock.now })
        }

        func collect() throws {
            _ = try Collector.run(
                storage, files: blobs, directory: Directory(path: directory.path),
                settings: Collector.Settings(), salt: 1
            ) { _ in }
        }

        /// Twenty blobs, of which a version keeps every fifth, all others condemned long ago.
        func fill() throws {
            for number in 0..<20 {
                let bytes = CollectionFixture.bytes(number)
                let upload = try StoredBlobs(storage).makeUpload(of: .of(bytes))
                try upload.append(bytes)
                _ = try upload.finish()
            }
            let draft = try CommitDraft(
                storage,
                of: DatasetPath(
                    namespace: NamespaceName(unchecked: "team"),
                    name: DatasetName(unchecked: "digits")), encoding: .tar,
                options: CommitOptions(
                    split: .none, replacesAll: true, createsDataset: true, message: "",
                    author: "t"))
            var writer = TarWriter()
            for number in stride(from: 0, to: 20, by: 5) {
                try draft.append(
                    writer.member(
                        path: "\(number).bin", content: CollectionFixture.bytes(number)))
            }
            try draft.append(writer.finish())
            _ = try draft.finish()
        }
    }

    @Test(arguments: [FaultyMedium.Fault.ioError, .mediumFull, .crash, .tornWrite])
    func `a disk that fails anywhere in a collection loses nothing that a version needs`(
        _ fault: FaultyMedium.Fault
    ) throws {
        for callNumber in 1...1000 {
            let place = try Place()
            try place.fill()
            try place.collect()
            place.clock.advance(seconds: 100_000)
            place.medium.arm(fault, atCall: callNumber)
            // Whether it came to its end is not what is asked here.
            try? place.collect()
            let isOver = place.medium.disarm() < callNumber
            let check = try IntegrityCheck.run(place.storage, files: place.blobs) { _ in }
            #expect(check.findings.isEmpty, "\(fault) at call \(callNumber)")
            #expect(check.sampleCount == 4)
            place.storage.database.close()
            if isOver {
                #expect(callNumber > 50)
                return
            }
        }
        Issue.record("the collection never came to its end")
    }
}
