internal import Glibc

/// Small text files: the configuration, and the documents that are made from tables.
enum ConfigurationFile {
    /// A configuration is a few kilobytes, a generated document a few hundred.
    static let limitBytes = 4 * 1024 * 1024

    /// - Returns: nil if the file cannot be read, is longer than ``limitBytes`` or is not UTF-8.
    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while text.count <= limitBytes {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            text += buffer[..<count]
        }
        guard ferror(file) == 0, text.count <= limitBytes else { return nil }
        return String(validating: text, as: UTF8.self)
    }

    /// Replaces the file. Not durable, and not for data: what is written here can be made again.
    static func write(_ text: String, to path: String) throws(ConfigurationFileError) {
        guard let file = fopen(path, "we") else { throw .unwritable(path: path) }
        let bytes = Array(text.utf8)
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else { throw .unwritable(path: path) }
    }
}

enum ConfigurationFileError: Error, CustomStringConvertible {
    case unwritable(path: String)

    var description: String {
        switch self {
        case .unwritable(let path): "Cannot write \(path)."
        }
    }
}
