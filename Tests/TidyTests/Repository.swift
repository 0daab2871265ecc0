import Foundation
import Testing

/// The files of this repository, read as text.
struct Repository {
    /// A file by its path relative to the root, with `/` between the parts.
    struct TextFile {
        let path: String
        let text: String

        var name: String { String(path.split(separator: "/").last ?? "") }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var isSwift: Bool { path.hasSuffix(".swift") }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// What is written by hand lies here; everything else is a build's or a user's.
    private static let folders = ["Sources", "Tests", "scripts", ".ci", "Docs", "Config"]
    private static let topFiles = ["Package.swift", "README.md", "Dockerfile", ".gitignore"]

    /// Paths of all files, fixtures included.
    static let paths: [String] = {
        var paths = topFiles.filter(exists)
        for folder in folders {
            let all = FileManager.default.enumerator(atPath: root.appending(path: folder).path())
            while let path = all?.nextObject() as? String {
                let whole = "\(folder)/\(path)"
                if !path.contains("__pycache__"), isFile(whole) { paths.append(whole) }
            }
        }
        return paths.sorted()
    }()

    /// All files that are text.
    static let files: [TextFile] = paths.compactMap { path in
        text(of: path).map { .init(path: path, text: $0) }
    }

    /// Swift files below a folder, such as `Sources/`.
    static func swift(in folder: String) -> [TextFile] {
        files.filter { $0.isSwift && $0.path.hasPrefix(folder) }
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }

    private static func isFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        let whole = root.appending(path: path).path()
        return FileManager.default.fileExists(atPath: whole, isDirectory: &isDirectory)
            && !isDirectory.boolValue
    }

    /// - Returns: nil if there is no such file or it is not text.
    static func text(of path: String) -> String? {
        try? String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func byteCount(of path: String) throws -> Int {
        let url = root.appending(path: path)
        return try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    }
}
