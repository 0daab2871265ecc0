import TestSupport
import Testing

@testable import Posix

struct DirectoryTests {
    let temporary = TemporaryDirectory()

    @Test func `names are listed in order, twice the same`() throws {
        let directory = try Directory(path: temporary.path)
        for name in ["b", "a", ".hidden", "c"] {
            _ = try directory.openFile(name, access: .create)
        }
        try directory.makeDirectory("d")
        #expect(try directory.names() == [".hidden", "a", "b", "c", "d"])
        #expect(try directory.names() == [".hidden", "a", "b", "c", "d"])
    }

    @Test func `a directory that is made is for its owner alone, and made once`() throws {
        let path = temporary.path + "/made"
        _ = try Directory.make(atPath: path)
        #expect(mode(of: path) == 0o700)
        let again = try Directory.make(atPath: path)
        try again.sync()
        #expect(throws: Errno.missing) { try Directory.make(atPath: path + "/no/such") }
        #expect(throws: Errno.exists) { try Directory(path: temporary.path).makeDirectory("made") }
    }

    @Test func `a file moves over another, between directories`() throws {
        let directory = try Directory(path: temporary.path)
        try directory.makeDirectory("sub")
        let target = try directory.openDirectory("sub")
        let medium = SystemMedium()
        try medium.writeAll([1], to: directory.openFile("new", access: .create), at: 0)
        try medium.writeAll([2], to: target.openFile("old", access: .create), at: 0)
        try directory.rename("new", to: "old", in: target)
        #expect(try directory.names() == ["sub"])
        let moved = try target.openFile("old", access: .read)
        #expect(try medium.readUpTo(9, from: moved, at: 0) == [1])
        #expect(throws: Errno.missing) { try directory.unlink("new") }
    }

    @Test func `a link to a directory is not followed`() throws {
        let directory = try Directory(path: temporary.path)
        try directory.makeDirectory("real")
        try link(from: temporary.path + "/alias", to: "real")
        #expect(throws: Errno.self) { try directory.openDirectory("alias") }
    }

    @Test func `the directory of a path is the one that has its entry`() throws {
        _ = try File(path: temporary.path + "/a", access: .create)
        #expect(try Directory.containing(temporary.path + "/a").names() == ["a"])
        #expect(throws: Never.self) { try Directory.containing("Package.swift") }
    }
}
