import Glibc

/// A fresh directory under /tmp, removed with everything in it at the end of the test.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/cairn-test-XXXXXX".utf8CString)
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
