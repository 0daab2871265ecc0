internal import Glibc

/// Why a system call failed: the value of `errno` (errno(3)).
package struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: CInt

    package init(rawValue: CInt) { self.rawValue = rawValue }

    /// The reason of the call that failed last on this thread.
    package static var last: Errno { Errno(rawValue: errno) }

    /// The system's sentence for it, without a number.
    package var description: String { String(cString: strerror(rawValue)) }

    package static let interrupted = Errno(rawValue: EINTR)
    package static let wouldBlock = Errno(rawValue: EAGAIN)
    package static let missing = Errno(rawValue: ENOENT)
    package static let exists = Errno(rawValue: EEXIST)
    package static let mediumFull = Errno(rawValue: ENOSPC)
    package static let quotaFull = Errno(rawValue: EDQUOT)
    package static let ioError = Errno(rawValue: EIO)
    package static let connectionReset = Errno(rawValue: ECONNRESET)
    package static let brokenPipe = Errno(rawValue: EPIPE)
    package static let timedOut = Errno(rawValue: ETIMEDOUT)

    /// Calls `body` until it is not interrupted, and throws when it returns a negative value.
    package static func check<Result: SignedInteger>(_ body: () -> Result) throws(Errno) -> Result {
        while true {
            let result = body()
            if result >= 0 { return result }
            let reason = Errno.last
            if reason != .interrupted { throw reason }
        }
    }
}
