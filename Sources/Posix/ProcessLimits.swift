internal import CShims
internal import Glibc

/// What the system grants this process (setrlimit(2)).
package enum ProcessLimits {
    /// Lets the process open as many files as the system allows it to: the usual soft limit of
    /// 1,024 is for programs that use select(2).
    ///
    /// - Returns: how many it may open now.
    package static func raiseOpenFiles() throws(Errno) -> Int {
        var limit = rlimit()
        _ = try Errno.check { getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) }
        limit.rlim_cur = limit.rlim_max
        _ = try Errno.check { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) }
        return Int(clamping: limit.rlim_cur)
    }

    /// Writes no memory to the disk after a crash: it holds other people's data.
    package static func forbidCoreDumps() throws(Errno) {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = try Errno.check { setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) }
    }

    /// Gives large blocks of memory back to the system when they are freed, instead of keeping
    /// them for later (mallopt(3)): what an import took is not the daemon's for ever.
    ///
    /// What answers are made of comes again at once: two megabytes for each of the allocator's
    /// heaps are kept, or else the kernel clears the same pages for each piece that is sent (a
    /// fifth of the cost of a shard of small samples).
    package static func returnLargeBlocks() {
        cshims_return_blocks_from(256 * 1024)
        cshims_keep_free_up_to(2 * 1024 * 1024)
    }
}
