/// A tar file, sent as it is: the server reads and judges it.
final class ArchiveStream: ImportStream {
    let byteCount: Int64?
    private(set) var doneBytes: Int64 = 0
    let skipped = SkippedFiles()
    private let file: InputFile

    init(path: String) throws(Failure) {
        file = try InputFile(path: path)
        byteCount = file.byteCount
    }

    var totalBytes: Int64? { byteCount }

    func next() throws(Failure) -> [UInt8]? {
        let piece = try file.next(byteLimit: ImportPiece.byteCount)
        doneBytes += Int64(piece.count)
        return piece.isEmpty ? nil : piece
    }
}
