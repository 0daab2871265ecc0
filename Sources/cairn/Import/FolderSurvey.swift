import Codecs
import Records

/// The samples of a folder before any of their files is read.
struct FolderSurvey {
    /// A sample, and what its files looked like.
    struct Entry {
        let key: SampleKey
        let files: Range<Int>
        /// Of the names and stamps of its files.
        let digest: Digest
        /// When the last of them changed, in nanoseconds since 1970.
        let changedAt: Int64
    }

    let root: String
    /// All files, those of one sample one after the other.
    private(set) var files: [FolderMember] = []
    private(set) var entries: [Entry] = []
    let skipped: SkippedFiles

    /// - Throws: ``Failure/badInput(source:reason:)`` when there are no samples.
    init(root: String) throws(Failure) {
        self.root = root
        var walk = try FolderWalk(root: root)
        var files: [FolderMember] = []
        while let member = try walk.next() {
            guard member.path.utf8.count <= TarHeader.pathLimit else {
                throw .badInput(
                    source: member.path, reason: "a path of more than \(TarHeader.pathLimit) bytes")
            }
            files.append(member)
        }
        skipped = walk.skipped
        self.files = files
        var start = 0
        while start < files.count {
            let end = files[start...].firstIndex { $0.key != files[start].key } ?? files.count
            entries.append(FolderSurvey.entry(of: files[start..<end]))
            start = end
        }
        guard !entries.isEmpty else {
            let left = skipped.isEmpty ? "" : " (skipped \(skipped.text))"
            throw .badInput(
                source: root,
                reason: "no samples in this folder\(left)\n"
                    + "  next: files are named KEY.PART, such as 0001.png and 0001.cls")
        }
    }

    private static func entry(of files: ArraySlice<FolderMember>) -> Entry {
        var bytes: [UInt8] = []
        for file in files { file.stamp.append(to: &bytes, name: file.part.text) }
        return Entry(
            key: files[files.startIndex].key, files: files.indices, digest: Digest.of(bytes),
            changedAt: files.lazy.map { max($0.stamp.modifiedAt, $0.stamp.changedAt) }.max() ?? 0)
    }
}
