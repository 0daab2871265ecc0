internal import Codecs
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
        // All at once and now: no batch has to make one, and then to sync the directory above.
        let present = Set(try medium.names(in: blobs))
        for prefix in StoreLayout.prefixes where !present.contains(prefix) {
            try StoreLayout.make(prefix, in: blobs, medium)
        }
        try medium.sync(blobs)
        for name in try medium.names(in: drafts) { try medium.unlink(name, in: drafts) }
    }

    /// The first two digits of a digest: 256 directories keep each one small.
    static let prefixes = (UInt8.min...UInt8.max).map { Hexadecimal.encode([$0]) }

    static func prefix(of digest: Digest) -> String { String(digest.hexadecimal.prefix(2)) }

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

    private static func make(
        _ name: String, in directory: Directory, _ medium: any Medium
    ) throws(Errno) {
        do {
            try medium.makeDirectory(name, in: directory)
        } catch {
            if error != .exists { throw error }
        }
    }
}
