import Formats
import Records

/// A file of a folder that becomes a part of a sample.
struct FolderMember: Equatable {
    /// Relative to the folder, which is its name in the archive.
    let path: String
    let key: SampleKey
    let byteCount: Int64
}

/// The files of a folder and its folders, samples in the order of their keys' bytes.
///
/// A file's key is its path up to the first dot of its name, its part the rest (see
/// ``WebDataset``). Entries are sorted by key, then part, so that the files of one sample follow
/// each other whatever stands beside them. Memory holds the listings of the folders on the way
/// down.
struct FolderWalk {
    private struct Level {
        let path: String
        /// Last first.
        var entries: [Entry]
    }

    private struct Entry {
        let listed: FolderListing.Entry
        let sortKey: String
        let part: String

        init(_ listed: FolderListing.Entry) {
            self.listed = listed
            let stem = listed.name.prefix { $0 != "." }
            // A folder sorts as the keys in it do: with the slash that follows its name.
            sortKey = listed.kind == .folder ? listed.name + "/" : String(stem)
            part = listed.kind == .folder ? "" : String(listed.name.dropFirst(stem.count + 1))
        }

        static func precedes(_ left: Entry, _ right: Entry) -> Bool {
            if left.sortKey != right.sortKey {
                return left.sortKey.utf8.lexicographicallyPrecedes(right.sortKey.utf8)
            }
            return left.part.utf8.lexicographicallyPrecedes(right.part.utf8)
        }
    }

    private(set) var skipped = SkippedFiles()
    private let root: String
    private var levels: [Level] = []

    /// Deeper than a data set is nested; a bound for bind mounts that contain themselves.
    static let depthLimit = 64

    init(root: String) throws(Failure) {
        self.root = root
        try enter("")
    }

    /// The next file that is part of a sample; nil when there are no more.
    mutating func next() throws(Failure) -> FolderMember? {
        while let level = levels.last {
            guard let entry = levels[levels.count - 1].entries.popLast() else {
                levels.removeLast()
                continue
            }
            let path = level.path.isEmpty ? entry.listed.name : level.path + "/" + entry.listed.name
            if entry.listed.name.hasPrefix(".") {
                skipped.hidden += 1
                continue
            }
            switch entry.listed.kind {
            case .folder: try enter(path)
            case .special: skipped.special += 1
            case .file(let byteCount):
                guard let (key, _) = try? WebDataset.names(in: path) else {
                    skipped.unnamed += 1
                    continue
                }
                return FolderMember(path: path, key: key, byteCount: byteCount)
            }
        }
        return nil
    }

    private mutating func enter(_ path: String) throws(Failure) {
        let place = path.isEmpty ? root : root + "/" + path
        guard levels.count < FolderWalk.depthLimit else {
            throw .badInput(
                source: place, reason: "nested deeper than \(FolderWalk.depthLimit) folders")
        }
        let listing = try FolderListing(path: place)
        skipped.unnamed += listing.unreadableNames
        let entries = listing.entries.map { Entry($0) }
        levels.append(Level(path: path, entries: entries.sorted { Entry.precedes($1, $0) }))
    }
}
