import Codecs

/// Samples of a folder as a tar archive, composed while it is sent.
///
/// Its size is known before, so that the server and the progress bar know the total. A folder that
/// changes meanwhile is an error, not a mixture.
final class FolderStream: ImportStream {
    let byteCount: Int64?
    let skipped: SkippedFiles
    private(set) var doneBytes: Int64 = 0

    private let root: String
    private var rest: ArraySlice<FolderMember>
    private var writer = TarWriter()
    private var open: (file: InputFile, leftBytes: Int64)?
    private var isFinished = false

    /// All of a folder.
    convenience init(root: String) throws(Failure) {
        let survey = try FolderSurvey(root: root)
        self.init(survey, files: survey.files[...])
    }

    /// - Parameter files: of the survey, samples whole.
    init(_ survey: FolderSurvey, files: ArraySlice<FolderMember>) {
        root = survey.root
        skipped = survey.skipped
        rest = files
        byteCount = files.reduce(Int64(TarHeader.endByteCount)) { total, file in
            let header = TarHeader.bytes(path: file.path, byteCount: file.byteCount)
            let padding = TarHeader.paddingByteCount(after: file.byteCount)
            return total + Int64(header.count) + file.byteCount + Int64(padding)
        }
    }

    var totalBytes: Int64? { byteCount }

    func next() throws(Failure) -> [UInt8]? {
        var piece: [UInt8] = []
        // The last file of a piece may begin just before its end.
        piece.reserveCapacity(2 * ImportPiece.byteCount)
        while piece.count < ImportPiece.byteCount, !isFinished {
            if let current = open {
                try copy(current, into: &piece)
            } else if let member = rest.popFirst() {
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
