import Glibc
import Posix
import Testing

/// A fresh directory under /tmp, removed with everything in it at the end of the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/cairn-blobs-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "/tmp must take a directory")
        path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { TemporaryDirectory.removeTree(path) }

    private static func removeTree(_ path: String) {
        // A link is removed, not followed.
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        if descriptor >= 0, let stream = fdopendir(descriptor) {
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                    tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != "." && name != ".." { removeTree(path + "/" + name) }
            }
            closedir(stream)
        }
        remove(path)
    }
}

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
