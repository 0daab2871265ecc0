/// What there is to import, told by what stands at a path.
enum ImportSource: Equatable {
    case archive
    case folder
    case jsonLines

    init(path: String) throws(Failure) {
        let name = path.lowercased()
        if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
            self = .jsonLines
        } else if name.hasSuffix(".tar") {
            self = .archive
        } else if let kind = try? FolderListing.kind(of: path + "/."), kind == .folder {
            // With "/." a link to a folder counts as the folder: a person named it.
            self = .folder
        } else {
            _ = try FolderListing.kind(of: path)
            throw ImportSource.unknown(path)
        }
    }

    /// - Parameter keyField: for JSON lines only.
    func stream(path: String, keyField: String?) throws(Failure) -> any ImportStream {
        guard keyField == nil || self == .jsonLines else {
            throw .usage("--key is for .jsonl and .ndjson; files are named by their keys")
        }
        return switch self {
        case .archive: try ArchiveStream(path: path)
        case .folder: try FolderStream(root: path)
        case .jsonLines: try JSONLinesStream(path: path, keyField: keyField)
        }
    }

    private static func unknown(_ path: String) -> Failure {
        let compressed = [
            ".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".tar.bz2", ".jsonl.gz", ".zip",
        ]
        let isCompressed = compressed.contains { path.lowercased().hasSuffix($0) }
        let next =
            isCompressed
            ? "decompress it first" : "give a folder, a .tar, or a .jsonl or .ndjson file"
        return .badInput(source: path, reason: "not something to import\n  next: \(next)")
    }
}
