internal import Glibc

/// Why a directory could not be locked.
package enum DirectoryLockError: Error, Equatable {
    /// Another process has it; its process number, when that can be read.
    case taken(holder: Int32?)
    case failed(Errno)
}

/// The right of one process to a directory, held while this value lives (flock(2)).
///
/// The system releases it when the process ends, however it ends. The file `lock` stays and
/// names the holder for people; it is not the lock.
package struct DirectoryLock: ~Copyable, Sendable {
    private let file: File

    /// Locks the directory or fails at once.
    package init(_ directory: Directory) throws(DirectoryLockError) {
        file = try DirectoryLock.take(directory)
    }

    private static func take(_ directory: Directory) throws(DirectoryLockError) -> File {
        let file: File
        let isFree: Bool
        do {
            file = try directory.openFile("lock", access: .readAndWriteOrCreate)
            isFree = try lock(file)
            if isFree { try name(holder: getpid(), in: file) }
        } catch {
            throw .failed(error)
        }
        if !isFree { throw .taken(holder: holder(in: file)) }
        return file
    }

    /// False when somebody else has it.
    private static func lock(_ file: File) throws(Errno) -> Bool {
        do {
            _ = try Errno.check { flock(file.rawDescriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error == .wouldBlock { return false }
            throw error
        }
    }

    private static func name(holder: Int32, in file: File) throws(Errno) {
        try file.truncate(to: 0)
        try SystemMedium().writeAll(Array("\(holder)\n".utf8), to: file, at: 0)
    }

    private static func holder(in file: File) -> Int32? {
        // A process number has ten digits at most.
        guard let bytes = try? SystemMedium().readUpTo(16, from: file, at: 0) else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self))
    }
}
