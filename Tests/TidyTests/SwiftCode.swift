/// Swift source without what only looks like code: comments and contents of strings are blanks.
///
/// Lines keep their numbers and columns. Regular expression literals are not known: there are none.
struct SwiftCode {
    private(set) var lines: [Substring]

    init(_ text: String) {
        var blanker = Blanker(source: Array(text.utf8))
        blanker.run()
        lines = String(decoding: blanker.code, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// A function or initialiser and the number of its lines, from its name to its last brace.
    struct Function: Equatable {
        let name: String
        let firstLine: Int
        let lineCount: Int
    }

    /// Functions with a body, nested ones included.
    var functions: [Function] {
        var functions: [Function] = []
        for (index, line) in lines.enumerated() {
            guard let match = line.firstMatch(of: Self.declaration) else { continue }
            let name = String(match.1 ?? match.2 ?? "")
            // `.init(` is a call.
            if line[..<match.range.lowerBound].hasSuffix(".") { continue }
            let start = match.range.upperBound
            guard let last = lastLine(ofBodyAfter: start, line: index) else { continue }
            functions.append(
                Function(name: name, firstLine: index + 1, lineCount: last - index + 1))
        }
        return functions
    }

    private static var declaration: Regex<(Substring, Substring?, Substring?)> {
        /\b(?:func\s+(`[^`]+`|\w+|[^\s\w(`]+)|(init)\??)(?=\s*[<(])/
    }

    // The signature ends at the first `{` outside parentheses; without one there is no body.
    private func lastLine(ofBodyAfter start: Substring.Index, line first: Int) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in first..<lines.count {
            let line = index == first ? lines[index][start...] : lines[index]
            for character in line {
                switch character {
                case "(", "[": parentheses += 1
                case ")", "]": parentheses -= 1
                case "{": braces += 1
                case "}" where braces > 0:
                    braces -= 1
                    if braces == 0, parentheses == 0 { return index }
                case "}": return nil
                default: break
                }
            }
            let isNext = line.firstMatch(of: /\b(?:func|init|var|case|struct|enum)\b/) != nil
            if braces == 0, index > first, isNext { return nil }
        }
        return nil
    }
}

/// Replaces comments and string contents by blanks, byte by byte.
private struct Blanker {
    let source: [UInt8]
    private(set) var code: [UInt8] = []
    private var position = 0

    init(source: [UInt8]) { self.source = source }

    private static let quote = UInt8(ascii: "\"")
    private static let pound = UInt8(ascii: "#")
    private static let newline = UInt8(ascii: "\n")

    mutating func run() {
        code.reserveCapacity(source.count)
        skipCode(untilParenthesis: false)
    }

    // Copies code; inside an interpolation up to its closing parenthesis.
    private mutating func skipCode(untilParenthesis: Bool) {
        var depth = 0
        while position < source.count {
            if starts(with: "//") { blankLine() } else if starts(with: "/*") { blankComment() }
            guard position < source.count else { return }
            let byte = source[position]
            if let pounds = poundsBeforeQuote() {
                skipString(pounds: pounds)
                continue
            }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") {
                if untilParenthesis, depth == 0 { return }
                depth -= 1
            }
            code.append(byte)
            position += 1
        }
    }

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { source[position...].starts(with: $0) }
    }

    /// How many `#` stand before a quote here; nil if no string begins here.
    private func poundsBeforeQuote() -> Int? {
        var index = position
        while index < source.count, source[index] == Self.pound { index += 1 }
        guard index < source.count, source[index] == Self.quote else { return nil }
        return index - position
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where position < source.count {
            code.append(source[position] == Self.newline ? Self.newline : UInt8(ascii: " "))
            position += 1
        }
    }

    private mutating func blankLine() {
        while position < source.count, source[position] != Self.newline { blank(1) }
    }

    private mutating func blankComment() {
        while position < source.count, !starts(with: "*/") { blank(1) }
        blank(2)
    }

    private mutating func skipString(pounds: Int) {
        blank(pounds)
        let quotes = starts(with: "\"\"\"") ? 3 : 1
        blank(quotes)
        let hashes = [UInt8](repeating: Self.pound, count: pounds)
        let end = [UInt8](repeating: Self.quote, count: quotes) + hashes
        let escape = [UInt8(ascii: "\\")] + hashes
        while position < source.count {
            let rest = source[position...]
            if rest.starts(with: end) { return blank(end.count) }
            // A string of one line ends with it, whatever else was misread.
            if quotes == 1, source[position] == Self.newline { return }
            guard rest.starts(with: escape) else {
                blank(1)
                continue
            }
            blank(escape.count)
            let isInterpolation = position < source.count && source[position] == UInt8(ascii: "(")
            blank(1)
            if isInterpolation {
                skipCode(untilParenthesis: true)
                blank(1)
            }
        }
    }
}
