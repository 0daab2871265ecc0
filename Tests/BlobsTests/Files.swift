import Glibc
import Posix
import Testing

/// Makes a directory, unless it is there.
func makeDirectory(_ path: String) throws {
    #expect(mkdir(path, 0o700) == 0 || errno == EEXIST)
}

/// Makes a symbolic link at `path`.
func link(from path: String, to target: String) throws {
    #expect(symlink(target, path) == 0)
}

/// The paths of all files that this process has open.
func openFilePaths() throws -> [String] {
    try Directory(path: "/proc/self/fd").names().compactMap { name in
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/fd/" + name, &path, path.count)
        let bytes = path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        return count < 0 ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
