import Codecs

/// The lines of a file, one after the other, in bounded memory.
struct LineReader {
    let file: InputFile
    /// Bytes of the file read so far.
    private(set) var byteCount: Int64 = 0
    private var cutter = JSONLines()
    private var ready: ArraySlice<NumberedLine> = []
    private var isAtEnd = false

    init(_ file: InputFile) { self.file = file }

    /// The next line that is not empty; nil at the end of the file.
    mutating func next() throws(Failure) -> NumberedLine? {
        while ready.isEmpty, !isAtEnd {
            let piece = try file.next(byteLimit: ImportPiece.byteCount)
            byteCount += Int64(piece.count)
            isAtEnd = piece.isEmpty
            do throws(LineTooLong) {
                ready += isAtEnd ? try cutter.finish().map { [$0] } ?? [] : try cutter.feed(piece)
            } catch {
                throw .badInput(
                    source: place(of: error.number),
                    reason: "longer than \(Quantity.bytes(Int64(error.byteLimit)))")
            }
        }
        return ready.popFirst()
    }

    /// A line, for a message.
    func place(of lineNumber: Int) -> String { "\(file.path) line \(lineNumber)" }
}
