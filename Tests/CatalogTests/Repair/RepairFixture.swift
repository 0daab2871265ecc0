import Blobs
import Codecs
import Glibc
import Posix
import Records
import SQL
import TestSupport

@testable import Catalog

/// A data directory that is opened, closed, broken and repaired.
final class RepairFixture {
    /// What must not be lost.
    struct State: Equatable {
        var versions: [Version]
        var heads: [String: Int]
        var annotationCount: Int
    }

    private let directory = TemporaryDirectory()

    var path: String { directory.path + "/data" }

    func use<Result>(_ body: (CatalogFixture) throws -> Result) throws -> Result {
        try whenFree {
            let store = try StoreFixture(in: directory)
            let catalog = CatalogFixture(over: store)
            return try withExtendedLifetime(store) { try body(catalog) }
        }
    }

    func repair() throws -> RepairReport {
        try whenFree {
            try Repair.run(
                of: path, databaseSettings: DatabaseSettings(), now: { TestClock().now }
            ) { _ in }
        }
    }

    func check() throws -> IntegrityReport {
        try use { try IntegrityCheck.run($0.storage, files: nil) { _ in } }
    }

    static func state(of catalog: CatalogFixture) throws -> State {
        let refs = try Refs(catalog.storage).list(of: catalog.path, after: nil, limit: 100)
        let count = try catalog.storage.database.read { connection in
            try connection.first("SELECT total(annotation_count) FROM labelset") { $0.int(0) }
        }
        return State(
            versions: try Datasets(catalog.storage).versions(
                of: catalog.path, before: nil, limit: 100),
            heads: Dictionary(
                uniqueKeysWithValues: refs.map { ($0.name.text, $0.version.number) }),
            annotationCount: count ?? 0)
    }

    // MARK: Damage

    func loseIndex() throws {
        for name in try names() where name.hasPrefix("index.") {
            try Directory(path: path).unlink(name)
        }
    }

    func names() throws -> [String] { try Directory(path: path).names() }

    func rename(_ old: String, to new: String) throws {
        let directory = try Directory(path: path)
        try directory.rename(old, to: new, in: directory)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = try Directory(path: path).openFile(name, access: .readAndWriteOrCreate)
        try SystemMedium().writeAll(bytes, to: file, at: 0)
    }

    func overwriteIndex() throws {
        try write([UInt8](repeating: 0xff, count: 64 * 1024), to: "index.db")
    }

    /// Keeps the index and its log as they are now, before the index is closed.
    func keepLog() throws {
        for name in ["index.db", "index.db-wal"] {
            try write(bytes(of: name), to: "kept." + name)
        }
    }

    /// Puts back what was kept, as if the program had ended then.
    func bringLogBack() throws {
        for name in ["index.db", "index.db-wal"] { try rename("kept." + name, to: name) }
    }

    func overwritePage(rootOf table: String) throws {
        let database = try Database(
            path: path + "/index.db", settings: DatabaseSettings(), migrations: Migrations.all)
        let root = try database.read { connection in
            try connection.first(
                "SELECT rootpage FROM sqlite_schema WHERE name = ?", table
            ) { $0.int(0) }
        }
        database.close()
        try overwrite(page: (root ?? 0) - 1)
    }

    /// Overwrites the last page of the index that contains `text`.
    func overwritePage(with text: String) throws {
        let (bytes, text) = (try bytes(of: "index.db"), Array(text.utf8))
        let offset = bytes.indices.last { bytes[$0...].starts(with: text) }
        try overwrite(page: (offset ?? 0) / DatabaseSettings().pageByteCount)
    }

    /// Removes the file of a blob that has one of its own.
    func removeOwnFile(_ digest: Digest) throws {
        let digits = digest.hexadecimal
        let blobs = try Directory(path: "\(path)/store/blobs")
        guard try blobs.names().contains(String(digits.prefix(2))) else { return }
        let directory = try Directory(path: "\(path)/store/blobs/\(digits.prefix(2))")
        if try directory.names().contains(digits) { try directory.unlink(digits) }
    }

    func damage(_ digest: Digest, in storage: Storage) throws {
        let found = try storage.database.read { try BlobIndex.entry(of: digest, in: $0)?.location }
        guard let location = found else { throw CatalogError.blobMissing(digest) }
        let number = String(location.segment)
        let name = String(repeating: "0", count: 8 - number.count) + number + ".pack"
        let file = try File(path: "\(path)/store/segments/\(name)", access: .readAndWrite)
        try SystemMedium().writeAll([0xff], to: file, at: location.offset)
    }

    private func overwrite(page: Int) throws {
        let size = DatabaseSettings().pageByteCount
        let file = try File(path: path + "/index.db", access: .readAndWrite)
        try SystemMedium().writeAll(
            [UInt8](repeating: 0xff, count: size), to: file, at: Int64(page * size))
    }

    private func bytes(of name: String) throws -> [UInt8] {
        let file = try Directory(path: path).openFile(name, access: .read)
        let count = Int(try SystemMedium().byteCount(of: file))
        return try SystemMedium().readUpTo(count, from: file, at: 0)
    }

    /// A program that another test starts has the lock, too, from fork(2) to exec(2).
    private func whenFree<Result>(_ body: () throws -> Result) throws -> Result {
        for _ in 0..<500 {
            do { return try body() } catch DataDirectoryError.taken { poll(nil, 0, 10) }
        }
        return try body()
    }
}
