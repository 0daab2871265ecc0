/// Field lines (RFC 9112 §5, RFC 9110 §5).
enum FieldCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { names + values + controls + folds + meanings }

    private static func field(_ line: String) -> String {
        Case.request("GET", "/field", line + "\r\n")
    }

    private static var names: [ConformanceCase] {
        let separators = "\"(),/;<=>?@[\\]{}\u{7F}\0\u{01}é"
        return separators.map { character in
            Case(
                "9110 §5.1", "name with \(character.unicodeScalars.map(\.value))",
                field("X\(character)Y: z"), 400, .closes)
        } + [
            Case("9112 §5.1", "a space before the colon", field("X-Test : a"), 400, .closes),
            Case("9112 §5.1", "a tab before the colon", field("X-Test\t: a"), 400, .closes),
            Case("9112 §5.1", "a space in the name", field("X Test: a"), 400, .closes),
            Case(
                "9112 §5.1", "a no-break space in it", field("X-Test\u{A0}: a"), 400, .closes),
            Case("9112 §5", "no colon", field("nonsense"), 400, .closes),
            Case("9112 §5", "no name", field(": a"), 400, .closes),
            Case("9112 §5", "only a colon", field(":"), 400, .closes),
            Case("9110 §5.1", "every mark of a token", field("!#$%&'*+-.^_`|~09azAZ: a"), 200),
            Case("9110 §5.1", "names have no case", field("x-TEST: a"), 200, text: "a"),
            Case("class underscore", "_ is not -", field("X_Test: a"), 200, text: "none"),
        ]
    }

    private static var values: [ConformanceCase] {
        [
            Case("9110 §5.5", "no space before", field("X-Test:a"), 200, text: "a"),
            Case("9110 §5.5", "spaces around", field("X-Test:   a  "), 200, text: "a"),
            Case("9110 §5.5", "tabs around", field("X-Test:\t a\t "), 200, text: "a"),
            Case("9110 §5.5", "spaces inside stay", field("X-Test: a  b\tc"), 200, text: "a  b\tc"),
            Case("9110 §5.5", "an empty value", field("X-Test:"), 200, text: ""),
            Case("9110 §5.5", "a value of spaces", field("X-Test:  \t "), 200, text: ""),
            Case("9110 §5.5", "colons inside", field("X-Test: a:b:c"), 200, text: "a:b:c"),
            Case("9110 §5.5", "letters beyond ASCII", field("X-Test: é"), 200, text: "é"),
            Case(
                "9110 §5.3", "two lines are a list", field("X-Test: a\r\nX-Test: b"), 200,
                text: "a, b"),
            Case(
                "9110 §5.3", "two lines apart are a list",
                field("X-Test: a\r\nX: y\r\nx-test: b"), 200, text: "a, b"),
            Case("9112 §2.2", "bare LF behind a value", field("X: a\nX-Test: b"), 400, .closes),
            Case("9112 §2.2", "bare CR behind a value", field("X: a\rX-Test: b"), 400, .closes),
            Case("9112 §2.2", "CR CR LF behind a value", field("X: a\r"), 400, .closes),
            Case(
                "9112 §2.2", "LF at the head's end", "GET /field HTTP/1.1\r\nHost: a\r\n\n", 400,
                .closes),
            Case(
                "9112 §2.2", "CR LF LF", "GET /field HTTP/1.1\r\nHost: a\r\nX: y\n\r\n", 400,
                .closes),
            Case(
                "9112 §2.2", "CR at the head's end", "GET /field HTTP/1.1\r\nHost: a\r\n\r\r\n",
                400, .closes),
        ]
    }

    // Every control byte but HTAB, CR and LF, and DEL.
    private static var controls: [ConformanceCase] {
        let bytes: [UInt8] = Array(0...8) + [0x0B, 0x0C] + Array(0x0E...0x1F) + [0x7F]
        return bytes.map { byte in
            Case(
                "9110 §5.5", "byte \(byte) in a value",
                field("X-Test: a\(Character(UnicodeScalar(byte)))b"), 400, .closes)
        }
    }

    private static var folds: [ConformanceCase] {
        [
            Case("9112 §5.2", "a folded value", field("X-Test: a\r\n b"), 400, .closes),
            Case("9112 §5.2", "a value folded with a tab", field("X-Test: a\r\n\tb"), 400, .closes),
            Case("9112 §5.2", "a fold to nothing", field("X-Test: a\r\n "), 400, .closes),
            Case(
                "9112 §2.2", "a space before the first field",
                "GET /field HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n", 400, .closes),
            Case(
                "9112 §2.2", "a tab before the first field",
                "GET /field HTTP/1.1\r\n\tHost: a\r\n\r\n", 400, .closes),
            Case("9112 §5.2", "a fold before the colon", field("X-Test\r\n : a"), 400, .closes),
        ]
    }

    private static var meanings: [ConformanceCase] {
        [
            Case(
                "9110 §7.8", "an upgrade is not taken",
                field("Upgrade: h2c\r\nConnection: upgrade"), 200),
            Case("9110 §7.8", "nor one to websockets", field("Upgrade: websocket"), 200),
            Case("9110 §10.1.4", "TE alone changes nothing", field("TE: trailers, chunked"), 200),
            Case("9110 §6.6.2", "Trailer alone changes nothing", field("Trailer: X-Test"), 200),
            Case("9110 §8.4", "a coding of no content", field("Content-Encoding: chunked"), 200),
            Case("9110 §7.6.2", "Max-Forwards of GET", field("Max-Forwards: 0"), 200),
        ]
    }
}
