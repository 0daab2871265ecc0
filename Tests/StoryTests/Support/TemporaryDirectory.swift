import Glibc
import Posix

/// A fresh directory under /tmp, removed with everything in it when the value goes away.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/cairn-story-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno.last }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { TemporaryDirectory.remove(path) }

    /// A new file or folder of that name; folders on the way are made.
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        var folder = path
        for step in name.split(separator: "/").dropLast() {
            folder += "/\(step)"
            mkdir(folder, 0o700)
        }
        guard let file = fopen("\(path)/\(name)", "w") else { throw Errno.last }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Errno.last }
        return "\(path)/\(name)"
    }

    /// Every file below a folder: its path from there on, and its content.
    static func contents(of folder: String) throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for name in names(in: folder) {
            let path = "\(folder)/\(name)"
            if isDirectory(path) {
                for (inner, bytes) in try Self.contents(of: path) {
                    contents["\(name)/\(inner)"] = bytes
                }
            } else {
                contents[name] = try read(path)
            }
        }
        return contents
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Errno.last }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
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
