import Codecs
import Records

/// A folder as a tar archive, composed while it is sent.
///
/// The folder is walked twice: once for the sizes, so that the server and the progress bar know the
/// total, and once for the contents. A folder that changes in between is an error, not a mixture.
final class FolderStream: ImportStream {
    let byteCount: Int64?
    /// Samples of the folder.
    let sampleCount: Int
    let skipped: SkippedFiles
    private(set) var doneBytes: Int64 = 0

    private let root: String
    private var walk: FolderWalk
    private var writer = TarWriter()
    private var open: (file: InputFile, leftBytes: Int64)?
    private var isFinished = false

    init(root: String) throws(Failure) {
        self.root = root
        var survey = try FolderWalk(root: root)
        var total = Int64(TarHeader.endByteCount)
        var samples = 0
        var lastKey: SampleKey?
        while let member = try survey.next() {
            guard member.path.utf8.count <= TarHeader.pathLimit else {
                throw .badInput(
                    source: member.path, reason: "a path of more than \(TarHeader.pathLimit) bytes")
            }
            let header = TarHeader.bytes(path: member.path, byteCount: member.byteCount)
            let padding = TarHeader.paddingByteCount(after: member.byteCount)
            total += Int64(header.count) + member.byteCount + Int64(padding)
            if member.key != lastKey { samples += 1 }
            lastKey = member.key
        }
        guard samples > 0 else {
            let left = survey.skipped.isEmpty ? "" : " (skipped \(survey.skipped.text))"
            throw .badInput(
                source: root,
                reason: "no samples in this folder\(left)\n"
                    + "  next: files are named KEY.PART, such as 0001.png and 0001.cls")
        }
        byteCount = total
        sampleCount = samples
        skipped = survey.skipped
        walk = try FolderWalk(root: root)
    }

    var totalBytes: Int64? { byteCount }

    func next() throws(Failure) -> [UInt8]? {
        var piece: [UInt8] = []
        // The last file of a piece may begin just before its end.
        piece.reserveCapacity(2 * ImportPiece.byteCount)
        while piece.count < ImportPiece.byteCount, !isFinished {
            if let current = open {
                try copy(current, into: &piece)
            } else if let member = try walk.next() {
                piece += try begin(member)
            } else {
                piece += writer.finish()
                isFinished = true
            }
        }
        doneBytes += Int64(piece.count)
        return piece.isEmpty ? nil : piece
    }

    private func begin(_ member: FolderMember) throws(Failure) -> [UInt8] {
        let file = try InputFile(path: root + "/" + member.path, followsLinks: false)
        guard file.byteCount == member.byteCount else { throw changed(file) }
        open = (file, member.byteCount)
        return writer.beginMember(path: member.path, byteCount: member.byteCount)
    }

    private func copy(_ current: (file: InputFile, leftBytes: Int64), into piece: inout [UInt8])
        throws(Failure)
    {
        guard current.leftBytes > 0 else {
            open = nil
            piece += writer.endMember()
            return
        }
        let limit = min(Int64(ImportPiece.byteCount), current.leftBytes)
        let count = try current.file.append(to: &piece, byteLimit: Int(limit))
        guard count > 0 else { throw changed(current.file) }
        writer.noteContent(byteCount: count)
        open = (current.file, current.leftBytes - Int64(count))
    }

    private func changed(_ file: InputFile) -> Failure {
        .badInput(
            source: file.path, reason: "changed while the folder was read\n  next: try again")
    }
}
