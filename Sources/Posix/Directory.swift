internal import Glibc

/// An open directory. Names are looked up under it (openat(2)), so nobody can move the path away
/// from under a caller, and no name leads out of it.
package final class Directory: Sendable {
    /// Nobody but the owner of the daemon reads what it stores.
    static let mode: mode_t = 0o700

    private let descriptor: FileDescriptor

    private init(owning descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

    /// Opens the directory at `path`, relative to the working directory.
    package convenience init(path: String) throws(Errno) {
        let raw = try Errno.check { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        self.init(owning: FileDescriptor(owning: raw))
    }

    /// Makes the directory at `path` for the owner alone, unless it is there, and opens it. Its
    /// name is then durable; the directory above must exist.
    package static func make(atPath path: String) throws(Errno) -> Directory {
        if mkdir(path, mode) == 0 {
            try Directory(path: path + "/..").sync()
        } else if Errno.last != .exists {
            throw Errno.last
        }
        return try Directory(path: path)
    }

    /// Opens the directory that has the entry at `path`.
    package static func containing(_ path: String) throws(Errno) -> Directory {
        let cut = path.lastIndex(of: "/")
        return try Directory(path: cut.map { String(path[...$0]) } ?? ".")
    }

    /// Never to be closed or stored; valid as ``File/rawDescriptor`` is.
    package var rawDescriptor: CInt { descriptor.rawValue }

    package func openFile(_ name: String, access: FileAccess) throws(Errno) -> File {
        let raw = try Errno.check {
            openat(rawDescriptor, checked(name), access.flags, File.mode)
        }
        return File(owning: FileDescriptor(owning: raw))
    }

    package func openDirectory(_ name: String) throws(Errno) -> Directory {
        let raw = try Errno.check {
            openat(
                rawDescriptor, checked(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        }
        return Directory(owning: FileDescriptor(owning: raw))
    }

    /// Makes a directory for the owner alone. Its name is durable after ``sync()``.
    package func makeDirectory(_ name: String) throws(Errno) {
        _ = try Errno.check { mkdirat(rawDescriptor, checked(name), Directory.mode) }
    }

    /// Moves a file, over one that has the new name; durable after a sync of `target`.
    package func rename(
        _ name: String, to newName: String, in target: Directory
    ) throws(Errno) {
        _ = try Errno.check {
            renameat(rawDescriptor, checked(name), target.rawDescriptor, checked(newName))
        }
    }

    /// Removes the name of a file; its bytes stay until the last reader lets go.
    package func unlink(_ name: String) throws(Errno) {
        _ = try Errno.check { unlinkat(rawDescriptor, checked(name), 0) }
    }

    /// Makes the names durable. After an error nothing is known, as with ``File/syncData()``.
    package func sync() throws(Errno) { _ = try Errno.check { fsync(rawDescriptor) } }

    /// Bytes that are free for us on the file system that it is on.
    package func freeByteCount() throws(Errno) -> Int64 {
        var status = statvfs()
        _ = try Errno.check { fstatvfs(rawDescriptor, &status) }
        let (count, isBeyond) = Int64(clamping: status.f_bavail)
            .multipliedReportingOverflow(by: Int64(clamping: status.f_frsize))
        return isBeyond ? .max : count
    }

    /// The names in it, sorted, without `.` and `..`.
    package func names() throws(Errno) -> [String] {
        // A descriptor of its own: closedir(3) closes it, and its position is not shared.
        let raw = try Errno.check { openat(rawDescriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(raw) else {
            let reason = Errno.last
            close(raw)
            throw reason
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // The end and an error both answer nil: only errno tells them apart.
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { characters in
                let capacity = MemoryLayout.size(ofValue: characters.pointee)
                return characters.withMemoryRebound(to: CChar.self, capacity: capacity) {
                    String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        if errno != 0 { throw Errno.last }
        return names.sorted()
    }

    private func checked(_ name: String) -> String {
        precondition(
            !name.isEmpty && name != "." && name != ".."
                && !name.utf8.contains { $0 == 0x2f || $0 == 0 },
            "a name is made from digests and numbers, never from a client's words")
        return name
    }
}
