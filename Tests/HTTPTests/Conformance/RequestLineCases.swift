/// The first line (RFC 9112 §2.2, §3).
enum RequestLineCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { lines + versions + spaces + emptyLines }

    private static let rest = "Host: a\r\n\r\n"

    private static var lines: [ConformanceCase] {
        [
            Case("9112 §3", "a plain line", "GET /items/1 HTTP/1.1\r\n" + rest, 200, text: "1"),
            Case("9112 §3", "no version", "GET /items/1\r\n" + rest, 400, .closes),
            Case("9112 §3", "no target", "GET HTTP/1.1\r\n" + rest, 400, .closes),
            Case("9112 §3", "only a method", "GET\r\n" + rest, 400, .closes),
            Case("9112 §3", "no method", " /items/1 HTTP/1.1\r\n" + rest, 400, .closes),
            Case("9112 §3", "a fourth word", "GET /items/1 HTTP/1.1 x\r\n" + rest, 400, .closes),
            Case(
                "9112 §3", "a fourth word before", "GET /items/1 x HTTP/1.1\r\n" + rest, 400,
                .closes),
            Case("9112 §2.2", "bare LF at its end", "GET /items/1 HTTP/1.1\n" + rest, 400, .closes),
            Case("9112 §2.2", "bare CR at its end", "GET /items/1 HTTP/1.1\r" + rest, 400, .closes),
            Case("9112 §2.2", "CR CR LF", "GET /items/1 HTTP/1.1\r\r\n" + rest, 400, .closes),
            Case("9112 §2.2", "LF CR", "GET /items/1 HTTP/1.1\n\r" + rest, 400, .closes),
            Case("9112 §2.2", "bare LFs only", "GET /items/1 HTTP/1.1\nHost: a\n\n", 400, .closes),
            Case("9112 §3.1", "a method with @", "G@T /items/1 HTTP/1.1\r\n" + rest, 400, .closes),
            Case(
                "9112 §3.1", "a method with NUL", "GE\0T /items/1 HTTP/1.1\r\n" + rest, 400, .closes
            ),
            Case(
                "9112 §3.1", "a method in quotes", "\"GET\" /items/1 HTTP/1.1\r\n" + rest, 400,
                .closes),
            Case(
                "9112 §3.1", "a method beyond ASCII", "GÉT /items/1 HTTP/1.1\r\n" + rest, 400,
                .closes),
            Case(
                "9112 §3.1", "a method with a colon", "GET: /items/1 HTTP/1.1\r\n" + rest, 400,
                .closes),
            Case(
                "class garbage", "a TLS handshake", "\u{16}\u{03}\u{01}\0\r\n\r\n", 400, .closes),
            Case("class garbage", "a status line", "HTTP/1.1 200 OK\r\n" + rest, 400, .closes),
            Case("class garbage", "JSON", "{\"a\": 1}\r\n\r\n", 400, .closes),
            Case("class garbage", "a colon", ":\r\n\r\n", 400, .closes),
        ]
    }

    private static var versions: [ConformanceCase] {
        let refused = [
            ("small letters", "http/1.1"), ("mixed letters", "Http/1.1"), ("no slash", "HTTP1.1"),
            ("two slashes", "HTTP//1.1"), ("no minor number", "HTTP/1"), ("no number", "HTTP/"),
            ("a dot at the end", "HTTP/1."), ("a comma", "HTTP/1,1"), ("two digits", "HTTP/1.10"),
            ("leading zero", "HTTP/01.1"), ("a sign", "HTTP/+1.1"), ("a letter", "HTTP/1.x"),
            ("another protocol", "ICY/1.1"), ("another ending", "HTTP/1.1a"), ("NUL", "HTTP/1.1\0"),
            ("a digit beyond ASCII", "HTTP/1.\u{0661}"), ("three numbers", "HTTP/1.1.1"),
            ("a space inside", "HTTP/ 1.1"),
        ]
        let unsupported = ["HTTP/0.9", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9", "HTTP/0.0"]
        return refused.map { name, version in
            Case(
                "9112 §2.3", "version with \(name)", "GET /items/1 \(version)\r\n" + rest, 400,
                .closes)
        }
            + unsupported.map { version in
                Case(
                    "9110 §15.6.6", "version \(version)", "GET /items/1 \(version)\r\n" + rest, 505,
                    .closes)
            }
            + ["HTTP/1.2", "HTTP/1.9"].map { version in
                Case(
                    "9110 §2.5", "a later version \(version)",
                    "GET /items/1 \(version)\r\n" + rest, 200)
            }
    }

    private static var spaces: [ConformanceCase] {
        let lines = [
            ("before it", " GET /items/1 HTTP/1.1"), ("a tab before it", "\tGET /items/1 HTTP/1.1"),
            ("behind it", "GET /items/1 HTTP/1.1 "), ("a tab behind it", "GET /items/1 HTTP/1.1\t"),
            ("two after the method", "GET  /items/1 HTTP/1.1"),
            ("two before the version", "GET /items/1  HTTP/1.1"),
            ("a tab after the method", "GET\t/items/1 HTTP/1.1"),
            ("a tab before the version", "GET /items/1\tHTTP/1.1"),
            ("a vertical tab", "GET\u{0B}/items/1\u{0B}HTTP/1.1"),
            ("a form feed", "GET\u{0C}/items/1\u{0C}HTTP/1.1"),
            ("a no-break space", "GET\u{A0}/items/1\u{A0}HTTP/1.1"),
            ("a CR as a space", "GET\r/items/1\rHTTP/1.1"), ("a plus", "GET+/items/1+HTTP/1.1"),
        ]
        return lines.map { name, line in
            Case("9112 §3", "space: \(name)", line + "\r\n" + rest, 400, .closes)
        }
    }

    private static var emptyLines: [ConformanceCase] {
        let line = "GET /items/1 HTTP/1.1\r\n" + rest
        return [
            Case("9112 §2.2", "one empty line before", "\r\n" + line, 200, text: "1"),
            Case("9112 §2.2", "two empty lines before", "\r\n\r\n" + line, 400, .closes),
            Case("9112 §2.2", "a bare LF before", "\n" + line, 400, .closes),
            Case("9112 §2.2", "a bare CR before", "\r" + line, 400, .closes),
            Case("9112 §2.2", "a line of a space before", " \r\n" + line, 400, .closes),
            Case("9112 §2.2", "an empty line between requests", line + "\r\n", 200, text: "1"),
        ]
    }
}
