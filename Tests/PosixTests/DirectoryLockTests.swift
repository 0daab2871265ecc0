import Glibc
import TestSupport
import Testing

@testable import Posix

struct DirectoryLockTests {
    let temporary = TemporaryDirectory()

    @Test func `a directory that is taken names its holder`() throws {
        let directory = try Directory(path: temporary.path)
        let lock = try DirectoryLock(directory)
        #expect(throws: DirectoryLockError.taken(holder: getpid())) {
            _ = try DirectoryLock(directory)
        }
        release(lock)
        _ = try DirectoryLock(directory)
    }

    @Test func `a lock left by an earlier process is no lock`() throws {
        let directory = try Directory(path: temporary.path)
        let file = try directory.openFile("lock", access: .create)
        try SystemMedium().writeAll(Array("1234567890".utf8), to: file, at: 0)
        let lock = try DirectoryLock(directory)
        let text = try SystemMedium().readUpTo(32, from: file, at: 0)
        #expect(String(decoding: text, as: UTF8.self) == "\(getpid())\n")
        release(lock)
    }

    private func release(_ lock: consuming DirectoryLock) {}
}
