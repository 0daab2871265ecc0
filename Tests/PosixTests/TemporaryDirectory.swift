import Glibc
import Testing

/// A fresh directory under /tmp, removed with everything in it at the end of the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/cairn-posix-XXXXXX".utf8CString)
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

/// Makes a symbolic link at `path`.
func link(from path: String, to target: String) throws {
    #expect(symlink(target, path) == 0)
}

/// The permissions of what is at `path`.
func mode(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}
