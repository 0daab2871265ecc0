internal import Posix

/// The directories of a store, open, and the names in them.
///
///     segments/00000001.pack   small blobs, many in a file
///     blobs/ab/abcd…           a blob of its own, named by its 64 digits
///     tmp/1                    a draft; emptied when the store is opened
///
/// Names come from numbers and digests only.
struct StoreLayout: Sendable {
    let segments: Directory
    let blobs: Directory
    let drafts: Directory

    /// Opens the directories, makes those that are missing durably, and removes old drafts.
    init(root: Directory, medium: any Medium) throws(Errno) {
        let names = ["segments", "blobs", "tmp"]
        for name in names { try StoreLayout.make(name, in: root, medium) }
        try medium.sync(root)
        segments = try medium.openDirectory("segments", in: root)
        blobs = try medium.openDirectory("blobs", in: root)
        drafts = try medium.openDirectory("tmp", in: root)
        for name in try medium.names(in: drafts) { try medium.unlink(name, in: drafts) }
    }

    /// Opens the directories of a store that another process may work on; changes nothing.
    init(reading root: Directory, medium: any Medium) throws(Errno) {
        segments = try medium.openDirectory("segments", in: root)
        blobs = try medium.openDirectory("blobs", in: root)
        drafts = try medium.openDirectory("tmp", in: root)
    }

    static func segmentName(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + suffix
    }

    /// The number in the name of a segment; nil for any other name.
    static func segmentNumber(_ name: String) -> Int64? {
        guard name.hasSuffix(suffix), let number = Int64(name.dropLast(suffix.count)), number > 0,
            segmentName(number) == name
        else { return nil }
        return number
    }

    private static let suffix = ".pack"

    /// Makes a directory unless it is there.
    static func make(
        _ name: String, in directory: Directory, _ medium: any Medium
    ) throws(Errno) {
        do {
            try medium.makeDirectory(name, in: directory)
        } catch {
            if error != .exists { throw error }
        }
    }
}
