import Formats
import Records

/// A file of a folder that becomes a part of a sample.
struct FolderMember: Equatable {
    /// Relative to the folder, which is its name in the archive.
    let path: String
    let key: SampleKey
    let part: PartName
    let stamp: FileStamp

    var byteCount: Int64 { stamp.byteCount }
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
        let entries: [Entry]
        /// Of the entry that comes next.
        var index = 0
    }

    private struct Entry {
        let listed: FolderListing.Entry
        /// By whose bytes entries are sorted: the name without its first dot and what follows, then
        /// that. A folder sorts as the keys in it do: with the slash that follows its name.
        let order: [UInt8]

        init(_ listed: FolderListing.Entry) {
            self.listed = listed
            var order = Array(listed.name.utf8)
            if listed.kind == .folder {
                order.append(UInt8(ascii: "/"))
            } else if let dot = order.firstIndex(of: UInt8(ascii: ".")) {
                // Before any character that a longer key may go on with.
                order[dot] = 0
            }
            self.order = order
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
            guard level.index < level.entries.count else {
                levels.removeLast()
                continue
            }
            let entry = level.entries[level.index]
            levels[levels.count - 1].index += 1
            let path = level.path.isEmpty ? entry.listed.name : level.path + "/" + entry.listed.name
            if entry.listed.name.hasPrefix(".") {
                skipped.hidden += 1
                continue
            }
            switch entry.listed.kind {
            case .folder: try enter(path)
            case .special: skipped.special += 1
            case .file(let stamp):
                guard let (key, part) = try? WebDataset.names(in: path) else {
                    skipped.unnamed += 1
                    continue
                }
                return FolderMember(path: path, key: key, part: part, stamp: stamp)
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
        levels.append(
            Level(
                path: path, entries: entries.sorted { $0.order.lexicographicallyPrecedes($1.order) }
            ))
    }
}
