import Codecs

/// The words of a filter's text.
struct FilterLexer {
    enum Token: Equatable {
        /// A name or a keyword.
        case word(String)
        /// A name between back quotes: never a keyword.
        case quoted(String)
        /// `@key` and its like, without the sign.
        case place(String)
        case text(String)
        case number(Double)
        /// An operator, bracket, comma or dot.
        case sign(String)
        case end
    }

    private static let signs = ["!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", "."]

    private let bytes: [UInt8]
    private var offset = 0
    /// Where the word began that was read last, in bytes.
    private(set) var start = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func next() throws(FilterError) -> Token {
        while offset < bytes.count, " \t\r\n".utf8.contains(bytes[offset]) { offset += 1 }
        start = offset
        guard offset < bytes.count else { return .end }
        let first = bytes[offset]
        switch first {
        case UInt8(ascii: "\""): return try text()
        case UInt8(ascii: "`"): return try quoted()
        case UInt8(ascii: "@"):
            offset += 1
            return .place(run(FilterLexer.isInWord))
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return try number()
        default: break
        }
        if FilterLexer.isInWord(first) { return .word(run(FilterLexer.isInWord)) }
        for sign in FilterLexer.signs where bytes[offset...].starts(with: sign.utf8) {
            offset += sign.utf8.count
            return .sign(sign)
        }
        throw .syntax(offset: offset, expected: "a name, a value or an operator")
    }

    /// A name that needs no back quotes: letters, digits, `_`, `-`, and all beyond ASCII.
    static func isInWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...:
            true
        default: false
        }
    }

    private mutating func run(_ belongs: (UInt8) -> Bool) -> String {
        let end = bytes[offset...].firstIndex { !belongs($0) } ?? bytes.count
        defer { offset = end }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }

    private mutating func number() throws(FilterError) -> Token {
        let text = run { FilterLexer.isInWord($0) || $0 == UInt8(ascii: ".") || $0 == 0x2B }
        // The grammar of JSON: one spelling of a number for everybody.
        guard let number = (try? JSONReader.read(Array(text.utf8)))?.double else {
            throw .syntax(offset: start, expected: "a number")
        }
        return .number(number)
    }

    /// A text as JSON writes it.
    private mutating func text() throws(FilterError) -> Token {
        offset += 1
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard offset < bytes.count,
            let text = (try? JSONReader.read(Array(bytes[start...offset])))?.string
        else { throw .syntax(offset: start, expected: "a text in quotes, as in JSON") }
        offset += 1
        return .text(text)
    }

    private mutating func quoted() throws(FilterError) -> Token {
        offset += 1
        let name = run { $0 != UInt8(ascii: "`") }
        guard offset < bytes.count, !name.isEmpty else {
            throw .syntax(offset: start, expected: "a name between back quotes")
        }
        offset += 1
        return .quoted(name)
    }
}

/// Why a text is no filter.
package enum FilterError: Error, Equatable {
    /// Offset in bytes, and what should stand there.
    case syntax(offset: Int, expected: String)
    case tooLong(limitBytes: Int)
    case tooDeep(limit: Int)
    case tooManyTests(limit: Int)
}
