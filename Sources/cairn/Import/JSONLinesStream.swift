import Codecs
import Formats
import Records

/// A file of JSON lines as a tar archive: one sample a line, its only part `json` the line's bytes.
final class JSONLinesStream: ImportStream {
    /// Only reading all lines would tell.
    let byteCount: Int64? = nil
    let skipped = SkippedFiles()
    private var lines: LineReader
    private var samples: JSONLinesSamples
    private var writer = TarWriter()
    private var isFinished = false

    /// - Parameter keyField: the member whose value is a line's key; nil numbers the lines from 0.
    init(path: String, keyField: String?) throws(Failure) {
        lines = LineReader(try InputFile(path: path))
        samples = JSONLinesSamples(keyField: keyField)
    }

    var doneBytes: Int64 { lines.byteCount }
    var totalBytes: Int64? { lines.file.byteCount }

    func next() throws(Failure) -> [UInt8]? {
        var piece: [UInt8] = []
        while piece.count < ImportPiece.byteCount, !isFinished {
            if let line = try lines.next() {
                let path = JSONLinesSamples.path(of: try key(of: line))
                piece += writer.member(path: path, content: line.bytes)
            } else {
                piece += writer.finish()
                isFinished = true
            }
        }
        return piece.isEmpty ? nil : piece
    }

    private func key(of line: NumberedLine) throws(Failure) -> SampleKey {
        do throws(FormatError) {
            return try samples.key(of: line)
        } catch {
            let reason =
                switch error {
                case .malformedJSON(_, let reason): "not JSON (\(reason.sentence))"
                case .noKey(_, let field):
                    """
                    no key at \(Terminal.safe(field)): it must be an integer, or a text of at \
                    most 512 bytes without a dot in its last segment
                      next: choose another --key, or leave it out to number the lines
                    """
                case .unsafePath, .noPart, .duplicatePart, .duplicateKey, .tooManyParts,
                    .tooManySamples, .malformedClass:
                    "\(error)"
                }
            throw .badInput(source: lines.place(of: line.number), reason: reason)
        }
    }
}
