internal import Glibc

/// Keeps those who copy a directory while another process works on it and those who take files
/// away from it apart: a shared lock on the file `removals` (flock(2)), held while this value
/// lives. The system releases it when the process ends, however it ends.
package final class RemovalLock: Sendable {
    private let file: File

    /// For one who copies: nothing goes away until it has finished. Several may at a time.
    ///
    /// - Returns: nil while somebody takes files away, which is soon over.
    package static func forCopying(_ directory: Directory) throws(Errno) -> RemovalLock? {
        try take(directory, LOCK_SH)
    }

    /// For one who takes files away, or moves them.
    ///
    /// - Returns: nil while somebody copies, which may take hours: leave all, and come again.
    package static func forRemoving(_ directory: Directory) throws(Errno) -> RemovalLock? {
        try take(directory, LOCK_EX)
    }

    private init(_ file: File) { self.file = file }

    private static func take(_ directory: Directory, _ kind: CInt) throws(Errno) -> RemovalLock? {
        let file = try directory.openFile("removals", access: .readAndWriteOrCreate)
        do throws(Errno) {
            _ = try Errno.check { flock(file.rawDescriptor, kind | LOCK_NB) }
        } catch .wouldBlock {
            return nil
        }
        return RemovalLock(file)
    }
}
