internal import Glibc
internal import Posix

/// What must be known of a file before OpenSSL reads it, so that an operator learns what is wrong
/// in our words.
struct PEMFile {
    /// Whether only the owner and the group have any right to it.
    let isPrivate: Bool

    /// - Throws: why the file cannot be opened.
    init(path: String) throws(Errno) {
        // Links are followed: certificates are commonly renewed by moving one.
        let descriptor = FileDescriptor(
            owning: try Errno.check { Glibc.open(path, O_RDONLY | O_CLOEXEC) })
        var status = stat()
        _ = try Errno.check { fstat(descriptor.rawValue, &status) }
        isPrivate = status.st_mode & S_IRWXO == 0
    }
}
