import Glibc
import Posix

/// What stands in one folder.
struct FolderListing {
    enum Kind: Equatable {
        case folder
        case file(FileStamp)
        /// Neither: symbolic links are not followed, so they are this too.
        case special
    }

    struct Entry: Equatable {
        let name: String
        let kind: Kind
    }

    private(set) var entries: [Entry] = []
    /// Names that are not UTF-8, and so cannot be keys.
    private(set) var unreadableNames = 0

    /// Names are held in memory to be sorted: so many take about a gigabyte.
    static let entryLimit = 10_000_000

    init(path: String) throws(Failure) {
        guard let folder = opendir(path) else {
            let reason = Errno.last
            throw reason == .missing ? .noInput(path: path) : .inputOutput(path: path, reason)
        }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in  // unsafe: copied
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    String(validatingCString: $0)
                }
            }
            guard let name else {
                unreadableNames += 1
                continue
            }
            if name == "." || name == ".." { continue }
            guard entries.count < FolderListing.entryLimit else {
                throw .badInput(
                    source: path,
                    reason: "more than \(FolderListing.entryLimit) entries in one folder\n"
                        + "  next: split it into folders, or make a tar of it")
            }
            entries.append(Entry(name: name, kind: try FolderListing.kind(of: path + "/" + name)))
        }
    }

    /// What stands at a path, without following a link.
    static func kind(of path: String) throws(Failure) -> Kind {
        var status = stat()
        do throws(Errno) {
            _ = try Errno.check { lstat(path, &status) }
        } catch {
            throw error == .missing ? .noInput(path: path) : .inputOutput(path: path, error)
        }
        return switch status.st_mode & S_IFMT {
        case S_IFDIR: .folder
        case S_IFREG: .file(FileStamp(status))
        default: .special
        }
    }
}
