import Glibc
import Posix

/// Where the access log goes: standard error, or a file that may be moved away and opened again.
struct AccessLogSink: ~Copyable {
    /// Nil is standard error.
    let path: String?
    private var file: FileDescriptor?
    /// That of the file, which lives as long as `file`.
    private var descriptor = STDERR_FILENO
    /// Whether writes go to a file, which takes as much as there is; a pipe takes whole lines only
    /// up to ``AccessLine/byteLimit`` at once, and only when somebody reads.
    private(set) var isFile = false

    init(path: String?) throws(Errno) {
        self.path = path
        try open()
    }

    /// Opens the file anew. On failure the old one stays.
    mutating func open() throws(Errno) {
        if let path {
            // A pipe that nobody reads is refused, and never waited for.
            let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK
            let opened = try Errno.check { Glibc.open(path, flags, 0o600) }
            descriptor = opened
            file = FileDescriptor(owning: opened)
        }
        var status = stat()
        isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes some of `bytes` and returns how many.
    ///
    /// - Throws: ``Errno/wouldBlock`` when nobody takes anything for a moment.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
        if !isFile {
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&request, 1, pollMilliseconds) > 0 else { throw .wouldBlock }
        }
        let count = isFile ? bytes.count : min(bytes.count, AccessLine.byteLimit)
        return try Errno.check { Glibc.write(descriptor, bytes.baseAddress, count) }
    }

    /// How long one write waits for a reader.
    var pollMilliseconds: CInt = 100
}
