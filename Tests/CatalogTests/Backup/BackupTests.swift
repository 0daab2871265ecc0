import Blobs
import Catalog
import Codecs
import Glibc
import Posix
import Records
import SQL
import TestSupport
import Testing

/// Backups and restorations of real directories.
struct BackupTests {
    private let directory = TemporaryDirectory()
    private var source: String { directory.path + "/data" }
    private var target: String { directory.path + "/backup" }

    private func open(_ path: String) throws -> DataDirectory {
        var blobs = BlobSettings()
        blobs.packLimitBytes = 100
        blobs.segmentLimitBytes = 2000
        return try whenFree {
            try DataDirectory.open(
                path: path, databaseSettings: DatabaseSettings(), blobSettings: blobs,
                now: { Timestamp(milliseconds: 0) })
        }
    }

    /// Does what needs a directory that was locked until now: a program that another test starts
    /// has the lock, too, from fork(2) to exec(2).
    private func whenFree<Result>(_ body: () throws -> Result) throws -> Result {
        for _ in 0..<500 {
            do { return try body() } catch DataDirectoryError.taken { poll(nil, 0, 10) }
        }
        return try body()
    }

    /// Stores blobs, small ones and such that have files of their own.
    private func store(_ numbers: Range<UInt8>, in data: DataDirectory) throws {
        for number in numbers {
            let bytes = BackupTests.bytes(number)
            let upload = try StoredBlobs(data.storage).makeUpload(of: .of(bytes))
            try upload.append(bytes)
            _ = try upload.finish()
        }
    }

    private static func bytes(_ number: UInt8) -> [UInt8] {
        [UInt8](repeating: number, count: number % 3 == 0 ? 300 : 40)
    }

    @discardableResult
    private func backUp(medium: any Medium = SystemMedium()) throws -> Backup.Report {
        try backUp(source, to: target, medium: medium)
    }

    private func backUp(
        _ source: String, to target: String, medium: any Medium = SystemMedium()
    ) throws -> Backup.Report {
        try whenFree {
            try Backup.run(
                of: source, to: target, databaseSettings: DatabaseSettings(), medium: medium
            ) { _ in }
        }
    }

    private func restore(to name: String) throws -> String {
        let path = directory.path + "/" + name
        #expect(try checkOfRestoring(to: path).findings.isEmpty)
        return path
    }

    private func checkOfRestoring(to path: String) throws -> IntegrityReport {
        try whenFree {
            try Restoration.run(
                of: target, to: path, databaseSettings: DatabaseSettings()
            ) { _ in }.check
        }
    }

    /// Which of the blobs 0 to 99 a directory has, and that each has its bytes.
    private func numbers(in path: String) throws -> [UInt8] {
        let data = try open(path)
        defer { data.close() }
        return try (UInt8(0)..<100).filter { number in
            let bytes = BackupTests.bytes(number)
            do {
                return try StoredBlobs(data.storage).bytes(of: .of(bytes)) == bytes
            } catch CatalogError.blobMissing {
                return false
            }
        }
    }

    @Test func `what is restored is what there was at the backup, while the daemon works on`()
        throws
    {
        let data = try open(source)
        defer { data.close() }
        try store(0..<30, in: data)
        let report = try backUp()
        #expect(report.blobCount == 30)
        try store(30..<40, in: data)
        #expect(try numbers(in: restore(to: "first")) == Array(0..<30))
        try backUp()
        #expect(try numbers(in: restore(to: "second")) == Array(0..<40))
    }

    @Test func `a second backup copies only what is new`() throws {
        let data = try open(source)
        defer { data.close() }
        try store(0..<60, in: data)
        let first = try backUp()
        #expect(first.copiedByteCount > first.byteCount)
        #expect(try backUp().copiedByteCount == 0)
        try store(60..<61, in: data)
        let third = try backUp()
        // A file of its own, and nothing of the segments.
        #expect(third.copiedByteCount == 300)
    }

    @Test func `what the data lost since is gone from the next backup`() throws {
        let data = try open(source)
        try store(0..<10, in: data)
        try backUp()
        let digest = Digest.of(BackupTests.bytes(3))
        try data.storage.database.write { connection in
            try connection.run("DELETE FROM blob WHERE digest = ?", digest.bytes)
        }
        data.close()
        let report = try backUp()
        #expect(report.removedFileCount == 1 && report.blobCount == 9)
        #expect(try numbers(in: restore(to: "later")) == [0, 1, 2, 4, 5, 6, 7, 8, 9])
    }

    @Test func `a backup that breaks off anywhere leaves the one before, or is whole`() throws {
        let data = try open(source)
        defer { data.close() }
        try store(0..<6, in: data)
        try backUp()
        try store(6..<14, in: data)
        var oldCount = 0
        for callNumber in 1...200 {
            let medium = FaultyMedium()
            medium.arm(.crash, atCall: callNumber)
            let isDone = (try? backUp(medium: medium)) != nil
            let found = try numbers(in: restore(to: "after-\(callNumber)"))
            // Only the removal of what is too much comes after the new index has its name.
            if found == Array(0..<6) { oldCount += 1 } else { #expect(found == Array(0..<14)) }
            #expect(found.count == 14 || !isDone)
            if isDone {
                #expect(oldCount > 20)
                return
            }
        }
        Issue.record("the backup never came to its end")
    }

    @Test func `a blob in quarantine whose bytes are gone does not stop a backup`() throws {
        let data = try open(source)
        defer { data.close() }
        try store(0..<5, in: data)
        let digest = Digest.of(BackupTests.bytes(3))
        let blobs = try Directory(path: "\(source)/store/blobs/\(digest.hexadecimal.prefix(2))")
        try blobs.unlink(digest.hexadecimal)
        #expect(throws: BackupError.self) { try backUp() }
        #expect(throws: (any Error).self) { try StoredBlobs(data.storage).bytes(of: digest) }
        #expect(data.storage.quarantine.count == 1)
        #expect(try backUp().blobCount == 4)
    }

    @Test func `nothing is restored over what is there, nor from nothing`() throws {
        let data = try open(source)
        defer { data.close() }
        #expect(throws: BackupError.occupied(path: source)) {
            _ = try checkOfRestoring(to: source)
        }
        #expect(throws: BackupError.noData(path: target)) { _ = try restore(to: "nothing") }
    }

    @Test func `a place with a slash at its end is the same place`() throws {
        let data = try open(source)
        defer { data.close() }
        try store(0..<5, in: data)
        try backUp()
        #expect(try numbers(in: restore(to: "place//")) == Array(0..<5))
        #expect(try Directory(path: directory.path).names() == ["backup", "data", "place"])
    }

    @Test func `data is never taken for the place of a backup, restored data neither`() throws {
        do {
            let data = try open(source)
            defer { data.close() }
            try store(0..<5, in: data)
            try backUp()
            try store(5..<9, in: data)
        }
        let restored = try restore(to: "restored")
        for place in [source, restored] {
            #expect(throws: BackupError.noBackup(path: place)) {
                _ = try backUp(target, to: place)
            }
        }
        #expect(try numbers(in: source) == Array(0..<9))
    }

    @Test func `damage of a backup is found, and the copy gets no name`() throws {
        let data = try open(source)
        defer { data.close() }
        try store(0..<5, in: data)
        try backUp()
        let digest = Digest.of(BackupTests.bytes(3)).hexadecimal
        let blobs = try Directory(path: "\(target)/store/blobs/\(digest.prefix(2))")
        try SystemMedium().writeAll(
            [9], to: blobs.openFile(digest, access: .readAndWrite), at: 0)
        let place = directory.path + "/damaged"
        let check = try checkOfRestoring(to: place)
        #expect(check.findings == [.blobCorrupt(.of(BackupTests.bytes(3)))])
        #expect(try Directory(path: directory.path).names().contains("damaged.restoring"))
        #expect(try !Directory(path: directory.path).names().contains("damaged"))
    }

    @Test func `nothing is removed while a backup copies, nor copied while something is removed`()
        throws
    {
        let data = try open(source)
        defer { data.close() }
        let root = try Directory(path: source)
        do {
            let removing = try #require(try RemovalLock.forRemoving(root))
            #expect(throws: BackupError.removing(path: source)) { try backUp() }
            withExtendedLifetime(removing) {}
        }
        let copying = try #require(try RemovalLock.forCopying(root))
        #expect(try RemovalLock.forRemoving(root) == nil)
        withExtendedLifetime(copying) {}
    }

    @Test func `what a backup has lost comes again with the next one`() throws {
        let data = try open(source)
        defer { data.close() }
        try store(0..<30, in: data)
        try backUp()
        let segments = try Directory(path: target + "/store/segments")
        let name = try #require(try segments.names().min())
        try segments.openFile(name, access: .readAndWrite).truncate(to: 500)
        let digest = Digest.of(BackupTests.bytes(3))
        let folder = try Directory(
            path: target + "/store/blobs/\(digest.hexadecimal.prefix(2))")
        try folder.openFile(digest.hexadecimal, access: .readAndWrite).truncate(to: 7)
        #expect(try backUp().copiedByteCount > 0)
        let copy = try openBackup()
        defer { copy.close() }
        let report = try IntegrityCheck.run(copy.storage, files: copy.blobs) { _ in }
        #expect(report.findings == [])
    }

    private func openBackup() throws -> DataDirectory {
        try whenFree {
            try DataDirectory.open(
                path: target, databaseSettings: DatabaseSettings(), blobSettings: BlobSettings(),
                acceptsBackup: true, now: { Timestamp(milliseconds: 0) })
        }
    }

    @Test func `a backup is not served: the next one would take back what it acknowledged`() throws
    {
        let data = try open(source)
        defer { data.close() }
        try store(0..<3, in: data)
        try backUp()
        #expect(throws: DataDirectoryError.isBackup(path: target)) { try open(target) }
    }

    @Test func `a backup goes into a place of its own`() throws {
        let data = try open(source)
        defer { data.close() }
        try store(0..<3, in: data)
        let foreign = directory.path + "/foreign"
        _ = try Directory.make(atPath: foreign).openFile("notes.txt", access: .create)
        for place in [foreign, source + "/sub"] {
            #expect(throws: BackupError.noBackup(path: place)) {
                try backUp(source, to: place)
            }
        }
        _ = try Directory.make(atPath: directory.path + "/disk").openFile(
            "lost+found", access: .create)
        #expect(try backUp(source, to: directory.path + "/disk").blobCount == 3)
    }
}
