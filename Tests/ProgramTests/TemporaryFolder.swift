import Glibc

@testable import cairn

/// A fresh folder under /tmp that goes away with the value.
final class TemporaryFolder {
    struct Unusable: Error {
        let path: String
    }

    let path: String

    init() throws {
        var template = Array("/tmp/cairn-program-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Unusable(path: "/tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { TemporaryFolder.remove(path) }

    /// Writes a file, and the folders above it.
    @discardableResult
    func write(_ name: String, _ content: String) throws -> String {
        let segments = name.split(separator: "/")
        var folder = path
        for segment in segments.dropLast() {
            folder += "/" + segment
            mkdir(folder, 0o777)
        }
        let file = path + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        guard descriptor >= 0 else { throw Unusable(path: file) }
        let bytes = Array(content.utf8)
        let count = Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard count == bytes.count else { throw Unusable(path: file) }
        return file
    }

    func read(_ name: String) throws -> String {
        let bytes = try InputFile(path: path + "/" + name).read(byteLimit: 1 << 20)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// All names in it, relative, folders left out, sorted.
    func names(under folder: String = "") throws -> [String] {
        let listing = try FolderListing(path: folder.isEmpty ? path : path + "/" + folder)
        return try listing.entries.flatMap { entry in
            let name = folder.isEmpty ? entry.name : folder + "/" + entry.name
            return entry.kind == .folder ? try names(under: name) : [name]
        }.sorted()
    }

    private static func remove(_ path: String) {
        if let listing = try? FolderListing(path: path) {
            for entry in listing.entries {
                let inner = path + "/" + entry.name
                if entry.kind == .folder { remove(inner) } else { unlink(inner) }
            }
        }
        rmdir(path)
    }
}
