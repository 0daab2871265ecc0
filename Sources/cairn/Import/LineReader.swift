/// The lines of a file, one after the other, in bounded memory.
struct LineReader {
    let file: InputFile
    /// Lines read so far, empty ones included: the number of the last line for a person.
    private(set) var lineNumber = 0
    /// Bytes of the file read so far.
    private(set) var byteCount: Int64 = 0
    private var pending: ArraySlice<UInt8> = []
    private var isAtEnd = false

    /// Longest line: more than a record of text is, less than memory.
    static let lineBytes = 16 * 1024 * 1024
    private static let pieceBytes = 256 * 1024

    init(_ file: InputFile) { self.file = file }

    /// The bytes of the next line without its LF or CRLF; nil at the end of the file.
    ///
    /// The last line needs no LF.
    mutating func next() throws(Failure) -> ArraySlice<UInt8>? {
        var searched = pending.startIndex
        while true {
            if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = pending[..<end]
                pending = pending[(end + 1)...]
                return take(line)
            }
            if isAtEnd {
                let line = pending
                pending = []
                return line.isEmpty ? nil : take(line)
            }
            guard pending.count <= LineReader.lineBytes else {
                throw .badInput(
                    source: place(of: lineNumber + 1),
                    reason: "longer than \(Quantity.bytes(Int64(LineReader.lineBytes)))")
            }
            let piece = try file.next(byteLimit: LineReader.pieceBytes)
            isAtEnd = piece.isEmpty
            byteCount += Int64(piece.count)
            let count = pending.count
            pending = pending.isEmpty ? piece[...] : Array(pending)[...] + piece
            searched = pending.startIndex + count
        }
    }

    /// The last line read, for a message.
    var place: String { place(of: lineNumber) }

    private func place(of number: Int) -> String { "\(file.path) line \(number)" }

    private mutating func take(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        lineNumber += 1
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}
