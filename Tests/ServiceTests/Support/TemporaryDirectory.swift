import Glibc
import Posix

/// A fresh directory under /tmp, removed with everything in it when the value goes away.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/cairn-service-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno.last }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { TemporaryDirectory.remove(path) }

    /// The paths of all files, at any depth.
    var files: [String] { TemporaryDirectory.files(in: path) }

    private static func files(in path: String) -> [String] {
        names(in: path).flatMap { name in
            let path = "\(path)/\(name)"
            return isDirectory(path) ? files(in: path) : [path]
        }
    }

    private static func remove(_ path: String) {
        // A link is removed, not followed.
        if isDirectory(path) { for name in names(in: path) { remove("\(path)/\(name)") } }
        Glibc.remove(path)
    }

    private static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
