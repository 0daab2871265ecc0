import Records
import Synchronization

/// Lets the commits of one dataset end one after the other: each builds on the one before, so two
/// at once would only do one's work twice.
final class CommitLocks: Sendable {
    private final class Lock: Sendable {
        let mutex = Mutex(())
    }

    /// Datasets share locks by chance: far more locks than workers, so that it hardly happens.
    private static let lockCount = 256

    private let locks = (0..<lockCount).map { _ in Lock() }

    func withLock<Result>(of path: DatasetPath, _ body: () throws -> Result) rethrows -> Result {
        let index = Int(UInt(bitPattern: path.hashValue) % UInt(CommitLocks.lockCount))
        return try locks[index].mutex.withLock { _ in try body() }
    }
}
