internal import Glibc

/// What this process takes of the system now.
package struct ProcessUsage: Sendable {
    /// User and system time of all threads.
    package let processorSeconds: Double
    /// Memory that is in use and in memory.
    package let residentByteCount: Int
    package let openFileCount: Int
    package let openFileLimit: Int

    /// Asks the system: a few calls that wait for nothing, in microseconds. What it does not tell
    /// is 0.
    package static func now() -> ProcessUsage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return ProcessUsage(
            processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            residentByteCount: residentByteCount, openFileCount: openFileCount,
            openFileLimit: Int(clamping: limit.rlim_cur))
    }

    /// When the process was started, in seconds since 1970 (proc_pid_stat(5), field 22).
    package static var startSeconds: Double {
        let fields = text(of: "/proc/self/stat").split(separator: ")").last?.split(separator: " ")
        // The first field after the name in parentheses is number 3.
        guard let fields, fields.count > 19, let ticks = Double(fields[19]) else { return 0 }
        var sinceBoot = timespec()
        clock_gettime(CLOCK_BOOTTIME, &sinceBoot)
        let boot = Double(sinceBoot.tv_sec) + Double(sinceBoot.tv_nsec) / 1e9
        let age = boot - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        return Double(Clock.wallNanoseconds) / 1e9 - age
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    // proc_pid_statm(5): pages, the second number.
    private static var residentByteCount: Int {
        let fields = text(of: "/proc/self/statm").split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }

    // Linux 6.2 says how many there are without listing them (proc_pid_fd(5)).
    private static var openFileCount: Int {
        var status = stat()
        guard stat("/proc/self/fd", &status) == 0 else { return 0 }
        if status.st_size > 0 { return Int(status.st_size) }
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // `.`, `..` and the directory that is read.
        return max(0, count - 3)
    }

    // A line of /proc: what is longer than this is not one of those above.
    private static func text(of path: String) -> Substring {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)[...]
    }
}
