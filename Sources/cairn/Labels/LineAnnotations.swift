import Codecs

/// The lines of a file, each mapped to an annotation.
final class LineAnnotations: AnnotationStream {
    private var lines: LineReader
    private let mapping: LabelMapping
    private(set) var annotationCount = 0

    init(path: String, mapping: LabelMapping) throws(Failure) {
        lines = LineReader(try InputFile(path: path))
        self.mapping = mapping
    }

    var doneBytes: Int64 { lines.byteCount }
    var totalBytes: Int64? { lines.file.byteCount }

    func next() throws -> [UInt8]? {
        var piece: [UInt8] = []
        while piece.count < ImportPiece.byteCount, let line = try lines.next() {
            let place = lines.place(of: line.number)
            let json = try LabelLine.read(line.bytes, at: place)
            let annotation = try mapping.annotation(of: json, number: annotationCount, at: place)
            annotation.write(into: &piece)
            piece.append(UInt8(ascii: "\n"))
            annotationCount += 1
        }
        return piece.isEmpty ? nil : piece
    }
}
