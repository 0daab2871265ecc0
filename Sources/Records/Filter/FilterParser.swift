/// Reads the text of a filter:
///
///     filter  = all *( "or" all )
///     all     = one *( "and" one )
///     one     = "not" one / "(" filter ")" / "has" what / what test
///     what    = name *( "." name ) / "@key" / "@split" / "@bytes" / "@parts"
///             / ( "@label" / "@confidence" ) "." name
///     test    = ( "=" / "!=" / "<" / "<=" / ">" / ">=" ) value
///             / "in" "[" value *( "," value ) "]" / "between" value "and" value
///             / "contains" text / "starts" text
///     value   = text / number / "true" / "false" / "null"
///     name    = letters, digits, "_", "-" / anything between back quotes
///
/// Texts and numbers are written as in JSON. The limits bound what a filter costs each sample.
package struct FilterParser {
    package static let byteLimit = 8 * 1024
    /// Tests and values of one filter.
    package static let testLimit = 256
    /// Bytes of a text that is sought in others: the time of the search is their product.
    package static let soughtByteLimit = 256
    /// Conditions inside each other.
    package static let depthLimit = 32
    static let keywords: Set = [
        "and", "or", "not", "has", "in", "between", "contains", "starts", "true", "false", "null",
    ]

    private var lexer: FilterLexer
    private var token = FilterLexer.Token.end
    private var testCount = 0

    /// - Throws: ``FilterError``.
    package static func filter(_ text: String) throws(FilterError) -> Filter {
        guard text.utf8.count <= byteLimit else { throw .tooLong(limitBytes: byteLimit) }
        var parser = FilterParser(lexer: FilterLexer(text))
        try parser.advance()
        let filter = try parser.any(depth: 0)
        guard parser.token == .end else { throw parser.expected("and, or, or the end") }
        return filter
    }

    /// What a filter can look at: a field, or what is written with `@`.
    ///
    /// - Throws: ``FilterError``.
    package static func operand(_ text: String) throws(FilterError) -> Filter.Operand {
        guard text.utf8.count <= byteLimit else { throw .tooLong(limitBytes: byteLimit) }
        var parser = FilterParser(lexer: FilterLexer(text))
        try parser.advance()
        let operand = try parser.operand()
        guard parser.token == .end else { throw parser.expected("the end") }
        return operand
    }

    private init(lexer: FilterLexer) { self.lexer = lexer }

    private mutating func any(depth: Int) throws(FilterError) -> Filter {
        guard depth < FilterParser.depthLimit else {
            throw .tooDeep(limit: FilterParser.depthLimit)
        }
        var filters = [try all(depth: depth)]
        while try take(word: "or") { filters.append(try all(depth: depth)) }
        return filters.count == 1 ? filters[0] : .any(filters)
    }

    private mutating func all(depth: Int) throws(FilterError) -> Filter {
        var filters = [try one(depth: depth)]
        while try take(word: "and") { filters.append(try one(depth: depth)) }
        return filters.count == 1 ? filters[0] : .all(filters)
    }

    private mutating func one(depth: Int) throws(FilterError) -> Filter {
        if try take(word: "not") {
            guard depth + 1 < FilterParser.depthLimit else {
                throw .tooDeep(limit: FilterParser.depthLimit)
            }
            return .not(try one(depth: depth + 1))
        }
        if try take(sign: "(") {
            let filter = try any(depth: depth + 1)
            guard try take(sign: ")") else { throw expected("')'") }
            return filter
        }
        try count()
        if try take(word: "has") { return .test(try operand(), .exists) }
        let operand = try operand()
        return .test(operand, try test())
    }

    private mutating func operand() throws(FilterError) -> Filter.Operand {
        if case .place(let name) = token { return try place(name) }
        var path = [try name()]
        while try take(sign: ".") { path.append(try name()) }
        return .field(path)
    }

    /// What is written with `@`.
    private mutating func place(_ name: String) throws(FilterError) -> Filter.Operand {
        let plain: [String: Filter.Operand] = [
            "key": .key, "split": .split, "bytes": .byteCount, "parts": .parts,
        ]
        if let operand = plain[name] {
            try advance()
            return operand
        }
        guard name == "label" || name == "confidence" else {
            throw expected("@key, @split, @bytes, @parts, @label.NAME or @confidence.NAME")
        }
        try advance()
        guard try take(sign: ".") else { throw expected("'.' and the name of a label") }
        let offset = lexer.start
        guard let label = try? FieldName(self.name()) else {
            throw .syntax(offset: offset, expected: "the name of a label")
        }
        return name == "label" ? .label(label) : .confidence(label)
    }

    private mutating func name() throws(FilterError) -> String {
        switch token {
        case .word(let name) where !FilterParser.keywords.contains(name):
            try advance()
            return name
        case .quoted(let name):
            try advance()
            return name
        case .word, .place, .text, .number, .sign, .end: throw expected("the name of a field")
        }
    }

    private mutating func test() throws(FilterError) -> Filter.Test {
        if case .sign(let sign) = token, let comparison = Filter.Comparison(rawValue: sign) {
            try advance()
            return .compares(comparison, try value())
        }
        if try take(word: "contains") { return .contains(try text()) }
        if try take(word: "starts") { return .starts(with: try text()) }
        if try take(word: "between") {
            let low = try value()
            guard try take(word: "and") else { throw expected("and") }
            return .between(low, try value())
        }
        guard try take(word: "in") else {
            throw expected("=, !=, <, <=, >, >=, in, between, contains or starts")
        }
        guard try take(sign: "[") else { throw expected("'['") }
        var values = [try value()]
        while try take(sign: ",") { values.append(try value()) }
        guard try take(sign: "]") else { throw expected("',' or ']'") }
        return .isOne(of: values)
    }

    private mutating func value() throws(FilterError) -> Filter.Value {
        try count()
        let value: Filter.Value
        switch token {
        case .text(let text): value = .text(text)
        case .number(let number): value = .number(number)
        case .word("true"): value = .flag(true)
        case .word("false"): value = .flag(false)
        case .word("null"): value = .null
        case .word, .quoted, .place, .sign, .end:
            throw expected("a text in quotes, a number, true, false or null")
        }
        try advance()
        return value
    }

    private mutating func text() throws(FilterError) -> String {
        guard case .text(let text) = token, text.utf8.count <= FilterParser.soughtByteLimit else {
            throw expected(
                "a text in quotes of at most \(FilterParser.soughtByteLimit) bytes")
        }
        try advance()
        return text
    }

    private mutating func count() throws(FilterError) {
        testCount += 1
        guard testCount <= FilterParser.testLimit else {
            throw .tooManyTests(limit: FilterParser.testLimit)
        }
    }

    private mutating func advance() throws(FilterError) {
        token = try lexer.next()
    }

    private mutating func take(word: String) throws(FilterError) -> Bool {
        guard token == .word(word) else { return false }
        try advance()
        return true
    }

    private mutating func take(sign: String) throws(FilterError) -> Bool {
        guard token == .sign(sign) else { return false }
        try advance()
        return true
    }

    private func expected(_ what: String) -> FilterError {
        .syntax(offset: lexer.start, expected: what)
    }
}
