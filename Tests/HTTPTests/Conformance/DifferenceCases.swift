/// Bytes that two programs have read in two ways, after the classes that the HTTP Garden
/// (narfindustries/http-garden) has found between real servers and proxies. The one reading that
/// is allowed here stands with each: mostly a refusal that closes, for whatever stands before or
/// behind this server then cannot differ from it about the rest.
enum DifferenceCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] {
        prefixes + lines + names + values + chunks + pipelines
    }

    /// Numbers and words of which a reader takes the longest part that it likes.
    private static var prefixes: [ConformanceCase] {
        let lengths = [
            "1Z", "1_0", "+1", "-1", "-48", "0x1", "0x10", "1 0", "1,", "1;", "1.0", "1e1", "\"1\"",
            "18446744073709551617", "9223372036854775808",
        ]
        let versions = [
            "HTTP/1.32", "HTTP/1.1.1", "HTTP/1.", "HTTP/.1", "HTTP/1", "HTTP/", "HTTP/1.1x",
            "HTTP/01.1", "HTTP/4294967297.1", "HTTP/1.257", "HTTP/-1.1", "HTTP/1,1", "http/1.1",
            "HTTP/\r\r1.1", "HTTP/1.1\t", "ICE/1.1", "XHTTP/1.1",
        ]
        return lengths.map {
            Case(
                "class longest prefix", "length \($0)", Case.post("Content-Length: \($0)\r\n", "Z"),
                400, .closes)
        }
            + versions.map {
                Case(
                    "class longest prefix", "version \($0.debugDescription)",
                    "GET /items/1 \($0)\r\nHost: a\r\n\r\n", 400, .closes)
            }
            + ["G=\":<>(e),[T];?\"", "GET/", "GET,", "GET\"", "G(T"].map {
                Case(
                    "class longest prefix", "method \($0)", Case.request($0), 400, .closes)
            }
            + [
                // A length with zeros before it is decimal, never octal (RFC 9110 §8.6).
                Case(
                    "class number base", "length 010",
                    Case.post("Content-Length: 010\r\n", "0123456789"), 200, text: "0123456789"),
                Case(
                    "class number base", "chunk 010",
                    Case.chunked("010\r\n0123456789abcdef\r\n0\r\n\r\n"), 200,
                    text: "0123456789abcdef"),
            ]
    }

    /// What ends a line, and what ends a head.
    private static var lines: [ConformanceCase] {
        let heads = [
            "GET /items/1\nHTTP/1.1\r\nHost: a\r\n\r\n",
            "GET\n/items/1 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /items/1 HTTP/1.1\nHost: a\n\n", "GET /items/1 HTTP/1.1\r\nHost: a\n\r\n",
            "GET /items/1 HTTP/1.1\r\nHost: a\r\n\n", "GET /items/1 HTTP/1.1\r\nHost: a\r\n\rZ\r\n",
            "GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\rGET /items/x HTTP/1.1\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\nA: b\rHost: a\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\nHost: a\r\nA:\n\nGET /items/x HTTP/1.1\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\nHost: a\r\nContent-\r\nLength: 5\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\nHost: a\r\nTe\nst: b\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\n:\r\nHost: a\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\n: b\r\nHost: a\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\n\tHost: a\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n",
            "GET /items/1 HTTP/1.1\r\nHost: a\r\nContent-Length 5\r\n\r\n12345",
            "GET /items/1\r\nHost: a\r\n\r\n", "GET  /items/1 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /items/1  HTTP/1.1\r\nHost: a\r\n\r\n", "\0 /items/1 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET ! HTTP/1.1\r\nHost: a\r\n\r\n", "GET items/1 HTTP/1.1\r\nHost: a\r\n\r\n",
            "\r\n\r\nGET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
        return heads.map {
            Case("class line end", "head \($0.debugDescription)", $0, 400, .closes)
        }
    }

    /// Names that one reader trims, folds or cuts and another takes as they are.
    private static var names: [ConformanceCase] {
        let bytes: [UInt8] = [
            0x00, 0x01, 0x0B, 0x0C, 0x1F, 0x20, 0x7F, 0x80, 0x85, 0xA0, 0xEF, 0xFF,
        ]
        let places: [(String, (UInt8) -> [UInt8])] = [
            ("before", { [$0] + Array("Content-Length".utf8) }),
            ("behind", { Array("Content-Length".utf8) + [$0] }),
            ("within", { Array("Content".utf8) + [$0] + Array("Length".utf8) }),
        ]
        let marks = Array("\"(),/;<=>?@[\\]{}".utf8)
        return bytes.flatMap { byte in
            places.map { place, name in
                Case(
                    "class field name", "byte \(byte) \(place)",
                    raw("POST /echo HTTP/1.1\r\nHost: a\r\n", name(byte), ": 5\r\n\r\n12345"), 400,
                    .closes)
            }
        }
            + marks.map { mark in
                Case(
                    "class field name", "mark \(mark)",
                    raw("GET /items/1 HTTP/1.1\r\nHost: a\r\nA", [mark], ": b\r\n\r\n"), 400,
                    .closes)
            }
            // An underscore is no hyphen: gateways that say so share no name with this server.
            + ["Content_Length: 5", "Transfer_Encoding: chunked", "Content.Length: 5"].map {
                Case(
                    "class field name", "\($0) is another field", Case.post($0 + "\r\n"), 200,
                    text: "")
            }
    }

    /// Values that one reader trims or cuts and another takes as they are.
    private static var values: [ConformanceCase] {
        let edges: [UInt8] = [0x00, 0x0B, 0x0C, 0x0D, 0x0A, 0x7F, 0x08]
        let strange: [UInt8] = [0x85, 0xA0, 0xFF, 0x80]
        func coding(_ value: [UInt8]) -> [UInt8] {
            raw("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ", value, "\r\n\r\n0\r\n\r\n")
        }
        let chunked = Array("chunked".utf8)
        return (edges + strange).flatMap { byte in
            [
                Case(
                    "class field value", "coding before which \(byte) stands",
                    coding([byte] + chunked), 400, .closes),
                Case(
                    "class field value", "coding behind which \(byte) stands",
                    coding(chunked + [byte]), 400, .closes),
            ]
        }
            + edges.map { byte in
                Case(
                    "class field value", "byte \(byte) within",
                    raw("GET /field HTTP/1.1\r\nHost: a\r\nX-Test: a", [byte], "b\r\n\r\n"), 400,
                    .closes)
            }
            // obs-text is a byte of the value like any other: neither trimmed nor refused.
            + strange.prefix(3).map { byte in
                Case(
                    "class field value", "byte \(byte) is kept",
                    raw("GET /field HTTP/1.1\r\nHost: a\r\nX-Test: ", [byte], "\r\n\r\n"), 200,
                    text: "\u{FFFD}")
            }
            + ["\0a", "a\0", "a\0.b", "a b", "a,b", "a/b", "a?b", "a@b", "a#b", "ÿ"].map {
                Case(
                    "class field value", "host \($0.debugDescription)",
                    "GET /items/1 HTTP/1.1\r\nHost: \($0)\r\n\r\n", 400, .closes)
            }
    }

    /// Lines of chunks that one reader passes over.
    private static var chunks: [ConformanceCase] {
        let refused = [
            "0_2e\r\n\r\n", "5\r\r;ABCD\r\n34\r\nE\r\n0\r\n\r\n",
            "2\r\r;a\r\n02\r\n41\r\n0\r\n\r\n",
            "1;a=b\r\rX\r\n0\r\n\r\n", "1 ;a\r\nX\r\n0\r\n\r\n", "1\t;a\r\nX\r\n0\r\n\r\n",
            "0\r\nX:POST / HTTP/1.1\r\n\rX", "0\r\nXX", "INVALID!!!\r\n", "\r\n\r\n",
            "Z\r\nZZ\r\nZZZ\r\n\r\n", "1\r0\n", "-0x0\r\n\r\n", "a\r\n0123456789\n0\r\n\r\n",
            "17\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n\r\n0\r\n\r\n", "1these\r\nZ\r\n0\r\n\r\n",
            "1\r\nZ\r\n0\r\nA\0: b\r\n\r\n", "1\r\nZ\r\n0\r\na: b\r\n c\r\n\r\n", "1;\rX\r\nZ\r\n",
            "0\r\n\r\u{0B}", "0;\n\r\n\r\n", "0 \r\n\r\n", "1\r\nZ\r\n 0\r\n\r\n",
        ]
        return refused.map {
            Case(
                "class chunk line", "chunks \($0.debugDescription)", Case.chunked($0), 400, .closes)
        } + [
            Case(
                "class chunk line", "a last chunk with a name and a trailer",
                Case.chunked("1;a\r\nZ\r\n0;b=\"c\"\r\nHost: b\r\n\r\n"), 200, text: "Z")
        ]
    }

    /// Where the next request begins.
    private static var pipelines: [ConformanceCase] {
        [
            Case(
                "class CL.0", "no content, said in a field",
                Case.post("Content-Length: 0\r\nConnection:keep-alive\r\n"), 200, text: ""),
            Case(
                "class CL.0", "content of a GET is passed over",
                Case.request("GET", "/items/1", "Content-Length: 10\r\n", body: "1234567890"), 200,
                text: "1"),
            Case(
                "class CL.0", "content of a DELETE is passed over",
                Case.request("DELETE", "/items/1", "Content-Length: 3\r\n", body: "GET"), 204),
            Case(
                "class CL.CL", "the first is shorter",
                Case.post("Content-Length: 0\r\nContent-Length: 5\r\n", "12345"), 400, .closes),
            Case(
                "class CL.CL", "the first is empty",
                Case.post("Content-Length: \r\nContent-Length: 5\r\n", "12345"), 400, .closes),
            Case(
                "class CL.CL", "equal ones",
                Case.post("Content-Length: 5\r\nContent-Length: 5\r\n", "12345"), 400, .closes),
            Case(
                "class TE.CL", "an unknown coding with a length",
                Case.post("Transfer-Encoding: blegh\r\nContent-Length: 5\r\n", "12345"), 400,
                .closes),
            Case(
                "class 0.9", "a request without a version", "GET /items/1\r\n\r\n", 400, .closes),
            Case(
                "class upgrade", "an upgrade that is not made",
                Case.request(
                    "GET", "/items/1", "Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n"), 200,
                text: "1"),
            Case(
                "class host", "another host in the target",
                "GET http://b/items/1 HTTP/1.1\r\nHost: a\r\n\r\n", 400, .closes),
            Case(
                "class host", "a host twice",
                "GET /items/1 HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400, .closes),
            Case(
                "class path", "a path that leaves", Case.request("GET", "/items/../healthz"), 400),
            Case(
                "class path", "a path that leaves, escaped",
                Case.request("GET", "/items/%2e%2e/healthz"), 400),
            Case(
                "class path", "a slash that stays in its segment",
                Case.request("GET", "/items/a%2Fb"), 200, text: "a/b"),
            Case(
                "class path", "an escape is taken away once",
                Case.request("GET", "/items/%2541"), 200, text: "%41"),
        ]
    }

    private static func raw(_ start: String, _ bytes: [UInt8], _ end: String) -> [UInt8] {
        Array(start.utf8) + bytes + Array(end.utf8)
    }
}
