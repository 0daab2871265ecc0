import Codecs
import Records

/// A file of JSON lines as a tar archive: one sample a line, its only part `json` the line's bytes.
final class JSONLinesStream: ImportStream {
    /// Only reading all lines would tell.
    let byteCount: Int64? = nil
    let skipped = SkippedFiles()
    private var lines: LineReader
    private let keyPath: FieldPath?
    private var writer = TarWriter()
    private var sampleCount = 0
    private var isFinished = false

    /// - Parameter keyPath: where in a line its key stands; nil numbers the lines from 0.
    init(path: String, keyPath: FieldPath?) throws(Failure) {
        lines = LineReader(try InputFile(path: path))
        self.keyPath = keyPath
    }

    var doneBytes: Int64 { lines.byteCount }
    var totalBytes: Int64? { lines.file.byteCount }

    func next() throws(Failure) -> [UInt8]? {
        var piece: [UInt8] = []
        while piece.count < ImportPiece.byteCount, !isFinished {
            if let line = try lines.next() {
                if !LineKey.isBlank(line) { piece += try member(Array(line)) }
            } else {
                piece += writer.finish()
                isFinished = true
            }
        }
        return piece.isEmpty ? nil : piece
    }

    private func member(_ line: [UInt8]) throws(Failure) -> [UInt8] {
        let key = try LineKey.key(
            of: try LineKey.read(line, at: lines.place), keyPath, number: sampleCount,
            at: lines.place)
        // The first dot of a member's last name ends the key: with one in it, it would be another.
        guard !(key.split(separator: "/").last ?? "").contains(".") else {
            throw .badInput(
                source: lines.place,
                reason: "the key \(Terminal.safe(key)) has a dot in its last name\n"
                    + "  next: choose another --key, or number the lines by leaving it out")
        }
        sampleCount += 1
        return writer.member(path: key + ".json", content: line)
    }
}
