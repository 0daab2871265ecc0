internal import Posix
internal import Synchronization

/// Lets syncs through until one fails; after that the store is unusable for writing.
///
/// The kernel reports a failed write-back once and may then drop the bytes, so a later sync that
/// succeeds proves nothing.
final class SyncGate: Sendable {
    private let isClosed = Mutex(false)

    var isOpen: Bool { !isClosed.withLock { $0 } }

    func check() throws(BlobError) {
        if isClosed.withLock({ $0 }) { throw .unusable }
    }

    /// Syncs a file that several batches write. One at a time: the error that one batch's bytes
    /// caused may be reported to the sync of another, and must then stop both.
    func syncShared(_ sync: () throws(Errno) -> Void) throws(BlobError) {
        try isClosed.withLock { isClosed throws(BlobError) in
            if isClosed { throw .unusable }
            do throws(Errno) {
                try sync()
            } catch {
                isClosed = true
                throw BlobError(error)
            }
        }
    }

    /// Syncs what this batch alone has opened, beside other syncs.
    func syncOwn(_ sync: () throws(Errno) -> Void) throws(BlobError) {
        try check()
        do {
            try sync()
        } catch {
            isClosed.withLock { $0 = true }
            throw BlobError(error)
        }
    }
}
