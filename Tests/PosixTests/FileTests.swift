import TestSupport
import Testing

@testable import Posix

struct FileTests {
    let directory = TemporaryDirectory()
    let medium = SystemMedium()

    @Test func `bytes are read where they were written`() throws {
        let file = try File(path: directory.path + "/a", access: .create)
        try medium.writeAll([1, 2, 3], to: file, at: 5)
        try file.syncData()
        try file.sync()
        #expect(try file.byteCount() == 8)
        #expect(try medium.readUpTo(100, from: file, at: 0) == [0, 0, 0, 0, 0, 1, 2, 3])
        #expect(try medium.readUpTo(2, from: file, at: 6) == [2, 3])
        #expect(try medium.readUpTo(2, from: file, at: 8) == [])
        try file.truncate(to: 6)
        #expect(try medium.readUpTo(100, from: file, at: 4) == [0, 1])
    }

    @Test func `each access makes, opens or refuses as it says`() throws {
        let path = directory.path + "/a"
        #expect(throws: Errno.missing) { try File(path: path, access: .read) }
        #expect(throws: Errno.missing) { try File(path: path, access: .readAndWrite) }
        let made = try File(path: path, access: .create)
        try medium.writeAll([7], to: made, at: 0)
        #expect(throws: Errno.exists) { try File(path: path, access: .create) }
        for access in [FileAccess.read, .readAndWrite, .readAndWriteOrCreate] {
            let file = try File(path: path, access: access)
            #expect(try medium.readUpTo(1, from: file, at: 0) == [7])
        }
        let reader = try File(path: path, access: .read)
        #expect(throws: Errno.self) { try medium.writeAll([1], to: reader, at: 0) }
        _ = try File(path: directory.path + "/b", access: .readAndWriteOrCreate)
    }

    @Test func `a file is for its owner alone and a link to it is not followed`() throws {
        let path = directory.path + "/a"
        _ = try File(path: path, access: .create)
        #expect(mode(of: path) == 0o600)
        try link(from: directory.path + "/b", to: path)
        #expect(throws: Errno.self) { try File(path: directory.path + "/b", access: .read) }
    }

    @Test func `an unlinked file stays readable for who has it open`() throws {
        let file = try File(path: directory.path + "/a", access: .create)
        try medium.writeAll([9], to: file, at: 0)
        try Directory(path: directory.path).unlink("a")
        #expect(try medium.readUpTo(1, from: file, at: 0) == [9])
    }
}
