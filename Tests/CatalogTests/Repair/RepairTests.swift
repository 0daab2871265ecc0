import Blobs
import Codecs
import Manifests
import Posix
import Records
import SQL
import TestSupport
import Testing

@testable import Catalog

/// Repairs of real directories whose index is lost or damaged.
struct RepairTests {
    private let fixture = RepairFixture()

    @Test func `without an index every version is back with its history and its branches`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1"), ("b", "2")])
            try catalog.commit([("b", "3")])
            _ = try Refs(catalog.storage).put(
                RefName(unchecked: "side"), .branch, to: .number(1), of: catalog.path, expected: 0,
                author: "anna")
            try catalog.commit([("c", "4")], branch: RefName(unchecked: "side"))
            _ = try Merges(catalog.storage).merge(
                .ref(RefName(unchecked: "side")),
                Merges.Request(
                    path: catalog.path, branch: .main, expected: nil, preferred: nil,
                    message: "both", author: "ben"))
            return try RepairFixture.state(of: catalog)
        }
        try fixture.loseIndex()
        let report = try fixture.repair()
        #expect(report.storedVersionCount == 4 && report.hasLosses)
        let after = try fixture.use { try RepairFixture.state(of: $0) }
        #expect(after == before)
        #expect(after.versions.count == 4 && after.heads.keys.sorted() == ["main", "side"])
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `an index that can be read gives everything back`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1"), ("b", "2")])
            try catalog.label("gt", [("a", 1), ("b", 2)], source: "human:anna")
            _ = try Refs(catalog.storage).put(
                RefName(unchecked: "v1"), .tag, to: .latest, of: catalog.path, expected: nil,
                author: "anna")
            return try RepairFixture.state(of: catalog)
        }
        let report = try fixture.repair()
        #expect(!report.hasLosses && report.storedVersionCount == 0)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
        #expect(before.annotationCount == 2 && before.heads["v1"] == 1)
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `the new index has the schema that any other has`() throws {
        func schema(_ catalog: CatalogFixture) throws -> [String] {
            try catalog.storage.database.read { connection in
                try connection.all(
                    "SELECT name || coalesce(sql, '') FROM sqlite_schema ORDER BY name"
                ) { $0.text(0) }
            }
        }
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            return try schema(catalog)
        }
        _ = try fixture.repair()
        #expect(try fixture.use { try schema($0) } == before)
    }

    @Test func `the last commits are taken from the old index's log`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            try catalog.label("gt", [("a", 1)], source: "human:anna")
            // As after kill -9: the log is not in the file yet.
            try fixture.keepLog()
            return try RepairFixture.state(of: catalog)
        }
        try fixture.bringLogBack()
        #expect(try !fixture.repair().hasLosses)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
    }

    @Test func `damage in the table of blobs costs nothing`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1"), ("b", "2")])
            try catalog.label("gt", [("a", 1), ("b", 2)], source: "human:anna")
            return try RepairFixture.state(of: catalog)
        }
        try fixture.overwritePage(rootOf: "blob")
        #expect(try !fixture.repair().hasLosses)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `around a damaged page the annotations before and behind it stay`() throws {
        let count = 3000
        try fixture.use { catalog in
            try catalog.commit((0..<count).map { (key: "key-\($0)", text: "1") })
            try catalog.label(
                "gt", (0..<count).map { (key: "key-\($0)", label: 1_000_000 + $0) },
                source: "human:anna")
        }
        try fixture.overwritePage(with: String(1_000_000 + count / 2))
        let report = try fixture.repair()
        let table = try #require(report.tables.first { $0.name == "annotation" })
        #expect(report.hasLosses && !table.isWhole)
        #expect(table.takenCount > count * 9 / 10 && table.takenCount < count)
        let after = try fixture.use { try RepairFixture.state(of: $0) }
        #expect(after.annotationCount == table.takenCount && after.versions.count == 1)
        // What is gone is known to be gone: only what goes later is a finding.
        #expect(report.lostAnnotationCount == Int64(count - table.takenCount))
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `a file that is no database any more is kept, and the store tells what it can`()
        throws
    {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            return try RepairFixture.state(of: catalog)
        }
        try fixture.overwriteIndex()
        let report = try fixture.repair()
        #expect(!report.isOldIndexReadable && report.oldIndex == "index.damaged-1.db")
        #expect(try fixture.names().contains("index.damaged-1.db"))
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
    }

    @Test func `damaged bytes are in quarantine, unless there is another copy`() throws {
        let lost = try fixture.use { catalog in
            try catalog.commit([("a", "lost"), ("b", "kept")])
            let digest = Digest.of(Array("lost".utf8))
            try fixture.damage(digest, in: catalog.storage)
            return digest
        }
        try fixture.loseIndex()
        let report = try fixture.repair()
        #expect(report.damagedBlobCount == 1)
        try fixture.use { catalog in
            #expect(throws: CatalogError.blobQuarantined(lost)) {
                try StoredBlobs(catalog.storage).bytes(of: lost)
            }
            // Stored again elsewhere: of two copies the intact one counts.
            let upload = try StoredBlobs(catalog.storage).makeUpload(of: lost)
            try upload.append(Array("lost".utf8))
            _ = try upload.finish()
        }
        try fixture.loseIndex()
        #expect(try fixture.repair().damagedBlobCount == 0)
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `what somebody has stored is no commit object, whatever it says`() throws {
        try fixture.use { catalog in
            let manifest = try catalog.commit([("a", "1")]).version.digest
            let forged = CommitObject(
                path: try DatasetPath("other/dataset"), branch: .main, number: 1,
                digest: manifest, parent: nil, mergedParent: nil, message: "mine",
                author: "mallory", createdAt: Timestamp(milliseconds: 1))
            let upload = try StoredBlobs(catalog.storage).makeUpload(of: .of(forged.bytes))
            try upload.append(forged.bytes)
            _ = try upload.finish()
        }
        try fixture.loseIndex()
        #expect(try fixture.repair().datasetCount == 1)
    }

    @Test func `versions of an earlier program get commit objects`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            try catalog.commit([("a", "2")])
            // What that program left: no commit object, and the blobs of them nowhere.
            try catalog.storage.database.write { connection in
                try connection.run("UPDATE version SET commit_object = NULL")
            }
            catalog.clock.advance(seconds: 1)
            #expect(try CommitObjects.complete(catalog.storage) == 2)
            #expect(try CommitObjects.complete(catalog.storage) == 0)
            return try RepairFixture.state(of: catalog)
        }
        try fixture.loseIndex()
        _ = try fixture.repair()
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
    }

    @Test func `a repair that broke off is done again from the same old index`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            try catalog.label("gt", [("a", 1)], source: "human:anna")
            return try RepairFixture.state(of: catalog)
        }
        // Broken off after the first step and in the middle of the second.
        try fixture.rename("index.db", to: "index.old.db")
        try fixture.write(Array("half".utf8), to: "index.repaired.db")
        #expect(throws: DataDirectoryError.noIndex(path: fixture.path)) { try fixture.use { _ in } }
        let report = try fixture.repair()
        #expect(report.oldIndex == "index.damaged-1.db" && !report.hasLosses)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
        #expect(try !fixture.names().contains("index.repaired.db"))
    }

    @Test func `a dataset that was deleted for good stays away`() throws {
        try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            _ = try Deletions(catalog.storage).delete(catalog.path)
            catalog.clock.advance(seconds: 10)
            _ = try Deletions(catalog.storage).purge(before: catalog.clock.now) { _ in }
        }
        #expect(try fixture.repair().versionCount == 0)
        // Also when the index gives only the table that says so.
        try fixture.overwritePage(rootOf: "version")
        #expect(try fixture.repair().versionCount == 0)
    }

    @Test func `what an earlier repair has left is not taken for the index that is lost`() throws {
        _ = try fixture.use { try $0.commit([("a", "1")]) }
        _ = try fixture.repair()
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "2")])
            return try RepairFixture.state(of: catalog)
        }
        try fixture.rename("index.db", to: "lost")
        let report = try fixture.repair()
        #expect(report.oldIndex == nil && report.storedVersionCount == 2)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
    }

    @Test func `a log without its index is not given to the new one`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            try fixture.keepLog()
            return try RepairFixture.state(of: catalog)
        }
        try fixture.bringLogBack()
        try fixture.rename("index.db", to: "lost")
        _ = try fixture.repair()
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `a commit of which only a part was written is no version`() throws {
        try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            // Many enough that a page has a file of its own, which comes after the segment.
            try catalog.commit((0..<100).map { (key: "key-\($0)", text: "\($0)") })
            let manifest = try Datasets(catalog.storage).manifest(
                of: try Datasets(catalog.storage).version(.latest, of: catalog.path))
            try manifest.forEachPage { try fixture.removeOwnFile($0) }
        }
        try fixture.loseIndex()
        #expect(try fixture.repair().versionCount == 1)
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `there is nothing to repair where no store is`() {
        #expect(throws: RepairError.noStore(path: fixture.path)) { try fixture.repair() }
    }

    @Test func `an empty index is no index: it is refused, and a repair passes over it`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1"), ("b", "2")])
            return try RepairFixture.state(of: catalog)
        }
        for _ in 0..<2 {
            try fixture.loseIndex()
            try fixture.write([], to: "index.db")
            #expect(throws: DataDirectoryError.noIndex(path: fixture.path)) {
                try fixture.use { _ in }
            }
            #expect(throws: DataDirectoryError.noIndex(path: fixture.path)) {
                try Backup.run(
                    of: fixture.path, to: fixture.path + "-backup",
                    databaseSettings: DatabaseSettings()
                ) { _ in }
            }
            #expect(try fixture.repair().storedVersionCount == 1)
            #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
        }
        #expect(try fixture.check().findings.isEmpty)
    }

    @Test func `a commit that was refused does not come back, whatever is lost`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            _ = try Quotas(catalog.storage).set(2, of: catalog.path.namespace)
            // Its bytes are there already, so that only the last transaction can tell.
            try #require(throws: CatalogError.self) {
                try catalog.commit([("b", "1"), ("c", "1")])
            }
            try #require(throws: CatalogError.self) {
                try catalog.commit([("d", "1"), ("e", "1")])
            }
            return try RepairFixture.state(of: catalog)
        }
        try fixture.overwritePage(rootOf: "version")
        #expect(try fixture.repair().storedVersionCount == 1)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
        try fixture.loseIndex()
        #expect(try fixture.repair().storedVersionCount == 1)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
    }

    @Test func `a dataset that is gone for good does not come back over a new one`() throws {
        let before = try fixture.use { catalog in
            for text in ["1", "2", "3"] { try catalog.commit([("old", text)]) }
            _ = try Deletions(catalog.storage).delete(catalog.path)
            catalog.clock.advance(seconds: 1)
            let count = try Deletions(catalog.storage).purge(before: catalog.clock.now) { _ in }
            try #require(count == 1)
            try catalog.commit([("new", "4")])
            return try RepairFixture.state(of: catalog)
        }
        try fixture.loseIndex()
        #expect(try fixture.repair().storedVersionCount == 1)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
    }

    @Test func `when only branches are lost, no version is added`() throws {
        let before = try fixture.use { catalog in
            try catalog.commit([("a", "1")])
            let state = try RepairFixture.state(of: catalog)
            // As a commit object that an earlier program has left of a refused commit.
            let manifest = try catalog.commit([("b", "1")]).version
            try catalog.storage.database.write { connection in
                try connection.run("UPDATE ref SET number = 1")
                try connection.run(
                    "DELETE FROM version WHERE number = ?", manifest.number)
            }
            return state
        }
        try fixture.overwritePage(rootOf: "ref")
        #expect(try fixture.repair().storedVersionCount == 0)
        #expect(try fixture.use { try RepairFixture.state(of: $0) } == before)
    }
}
