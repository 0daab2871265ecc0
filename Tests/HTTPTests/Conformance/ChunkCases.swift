/// The grammar of chunks (RFC 9112 §7.1).
enum ChunkCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { accepted + sizes + ends + extensions }

    private static var accepted: [ConformanceCase] {
        let bodies = [
            ("0\r\n\r\n", ""), ("1\r\na\r\n0\r\n\r\n", "a"),
            ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
            ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789"), ("0001\r\na\r\n0\r\n\r\n", "a"),
            ("0000000000000001\r\na\r\n0\r\n\r\n", "a"), ("00\r\n\r\n", ""),
            ("0000000000000000\r\n\r\n", ""),
            ("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "abc"), ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
            ("5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n"), ("1;a\r\nz\r\n0\r\n\r\n", "z"),
            ("1;a=b\r\nz\r\n0\r\n\r\n", "z"), ("1;a=\"b;c\"\r\nz\r\n0\r\n\r\n", "z"),
            ("1;a=b;c=d\r\nz\r\n0;e\r\n\r\n", "z"), ("1;\r\nz\r\n0\r\n\r\n", "z"),
            ("1; a = b\r\nz\r\n0\r\n\r\n", "z"), ("1;a=\"\r\nz\r\n0\r\n\r\n", "z"),
        ]
        return bodies.map { body, text in
            Case(
                "9112 §7.1", "chunks \(body.debugDescription)", Case.chunked(body), 200, text: text)
        }
    }

    private static var sizes: [ConformanceCase] {
        let texts = [
            "", "g", "+1", "-1", "0x1", "0X1", " 1", "1 ", "1\t", "\t1", "1_0", "1.0", "1,1", "1 1",
            "h",
            "\u{0B}1", "1\u{0C}", "\u{A0}1", "１", "\u{0661}", "\"1\"", "ffffffffffffffff",
            "8000000000000000", "10000000000000000", "00000000000000001", "1\0", "\01", "#1", "1h",
            "x1",
            "0x", "1 ;a", "1\r", "FFFFFFFFFFFFFFFFF", "-0", "+0", "99999999999999999999", ";a", ";",
        ]
        return texts.map { text in
            Case(
                "9112 §7.1", "size \(text.debugDescription)",
                Case.chunked("\(text)\r\na\r\n0\r\n\r\n"), 400,
                .closes)
        } + [
            Case(
                "9110 §15.5.14", "the largest size there is",
                Case.chunked("7fffffffffffffff\r\n" + String(repeating: "a", count: 1 << 20) + "a"),
                413,
                .closes)
        ]
    }

    private static var ends: [ConformanceCase] {
        let bodies = [
            "1\na\r\n0\r\n\r\n", "1\ra\r\n0\r\n\r\n", "1\r\na\n0\r\n\r\n", "1\r\na\r0\r\n\r\n",
            "1\r\na0\r\n\r\n", "1\r\nab\r\n0\r\n\r\n", "2\r\na\r\n0\r\n\r\n",
            "1\r\na\r\n\r\n0\r\n\r\n",
            "1\r\na\r\n0\n\r\n", "1\r\na\r\n0\r\r\n", "1\r\na\r\n0\r\n\n", "1\r\na\r\n0\r\n\r\r",
            "1\r\na\n\r\n0\r\n\r\n", "1\r\n\r\na\r\n0\r\n\r\n", "0\r\n \r\n", "0\n\n", "0\r\n\rX",
            "\r\n0\r\n\r\n", "1\n\ra\r\n0\r\n\r\n", "1\r\naX0\r\n\r\n", "1\r\naXX0\r\n\r\n",
            "1\r\na\rX0\r\n\r\n",
        ]
        return bodies.map { body in
            Case("9112 §7.1", "chunks \(body.debugDescription)", Case.chunked(body), 400, .closes)
        }
    }

    private static var extensions: [ConformanceCase] {
        let texts = [
            "1;a\nb", "1;a\rb", "1;a\0b", "1;\u{7F}", "1;\n", "1;a=\"\n\"", "1;a\n\nz", "1;\rz",
            "1;a\u{08}",
            "1;a=\"\u{01}\"",
        ]
        return texts.map { text in
            Case(
                "class chunk extension", "line \(text.debugDescription)",
                Case.chunked("\(text)\r\nz\r\n0\r\n\r\n"), 400, .closes)
        } + [
            Case(
                "class chunk extension", "one that does not end",
                Case.chunked("1;" + String(repeating: "x", count: 5000)), 400, .closes),
            Case(
                "class chunk extension", "many that are too much together",
                Case.chunked(
                    String(repeating: "1;\(String(repeating: "x", count: 100))\r\na\r\n", count: 50)
                ),
                400, .closes),
            Case(
                "class chunk extension", "some that are not",
                Case.chunked(
                    String(repeating: "1;\(String(repeating: "x", count: 100))\r\na\r\n", count: 10)
                        + "0\r\n\r\n"), 200, text: String(repeating: "a", count: 10)),
        ]
    }
}

/// Fields behind the last chunk (RFC 9112 §7.1.2; RFC 9110 §6.5).
enum TrailerCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] {
        let accepted = [
            "X: y\r\n", "X: y\r\nZ: w\r\n", "X:\r\n", "X:y\r\n", "X:\ty \r\n",
            "Content-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\n", "Host: b\r\n", "Connection: close\r\n", "X: é\r\n",
            "X: a:b\r\n",
        ]
        let refused = [
            " X: y\r\n", "X: y\r\n z\r\n", "X\r\n", ": y\r\n", "X : y\r\n", "X: \0\r\n", "X: y\n",
            "X: y\r",
            "X: a\rb\r\n", "X: a\nb\r\n", "X Y: z\r\n", "\0: y\r\n", "X: \u{7F}\r\n", "X\n: y\r\n",
            "GET /items/x HTTP/1.1\r\n", "é: y\r\n", "\t\r\n",
        ]
        return accepted.map { lines in
            Case(
                "9110 §6.5", "trailer \(lines.debugDescription)",
                Case.chunked("1\r\na\r\n0\r\n\(lines)\r\n"), 200, text: "a")
        }
            + refused.map { lines in
                Case(
                    "9112 §7.1.2", "trailer \(lines.debugDescription)",
                    Case.chunked("1\r\na\r\n0\r\n\(lines)\r\n"), 400, .closes)
            }
            + [
                Case(
                    "9110 §6.5", "trailers that do not end",
                    Case.chunked("0\r\n" + String(repeating: "X: y\r\n", count: 2000)), 431, .closes
                ),
                Case(
                    "9110 §6.5", "a trailer that does not end",
                    Case.chunked("0\r\nX: " + String(repeating: "y", count: 9000)), 431, .closes),
            ]
    }
}
