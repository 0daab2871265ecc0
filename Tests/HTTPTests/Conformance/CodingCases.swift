/// Transfer-Encoding, alone and with Content-Length (RFC 9112 §6.1, §6.3, §7).
enum CodingCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { values + disguised + both + versions }

    private static let body = "5\r\n12345\r\n0\r\n\r\n"

    private static var values: [ConformanceCase] {
        // U+212A, the sign of Kelvin, becomes k where case is folded by Unicode's rules.
        let refused = [
            "", "identity", "gzip", "deflate", "gzip, chunked", "chunked, gzip", "chunked, chunked",
            "chunked,", ",chunked", ", chunked", "chunked, identity", "identity, chunked",
            "xchunked",
            "chunkedx", "chunke", "chunked;", "chunked;q=1", "chunked; a=b", "\"chunked\"",
            "'chunked'",
            "chunked\u{0B}", "\u{0B}chunked", "\u{0C}chunked", "chunked\u{A0}", "\u{A0}chunked",
            "chun ked", "chunked chunked", "cow", "trailers", "chunkeḋ", "chun\u{212A}ed",
            "(chunked)",
            "c\u{0}hunked", "cow, chunked", "chunked\0",
        ]
        return refused.map { value in
            Case(
                "9112 §6.1", "coding \(value.debugDescription)",
                Case.post("Transfer-Encoding: \(value)\r\n", body), 400, .closes)
        }
            + ["chunked", "CHUNKED", "Chunked", "cHuNkEd", " chunked ", "\tchunked\t"].map {
                value in
                Case(
                    "9112 §7", "coding \(value.debugDescription)",
                    Case.post("Transfer-Encoding:\(value)\r\n", body), 200, text: "12345")
            }
            + [
                Case(
                    "9112 §7", "no space before the coding",
                    Case.post("transfer-encoding:chunked\r\n", body), 200, text: "12345")
            ]
    }

    private static var disguised: [ConformanceCase] {
        let lines = [
            "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked",
            " Transfer-Encoding: chunked",
            "Transfer-Encoding\0: chunked", "Transfer Encoding: chunked",
            "Transfer-Encoding\r\n : chunked",
            "Transfer-Encoding:\r\n chunked", "Transfer-Encoding: chunked\r\n\t, identity",
            "X: y\nTransfer-Encoding: chunked", "X: y\rTransfer-Encoding: chunked",
            "X: y\n Transfer-Encoding: chunked", "Transfer-Encoding: \nchunked",
            "Transfer-Encoding:\rchunked", "Transfer-Encoding\u{0B}: chunked", "Transfer-Encoding",
            "Transfer-Encoding=chunked", "Transfer-Encoding:: chunked",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding:",
            "Transfer-Encoding:\r\nTransfer-Encoding: chunked",
        ]
        return lines.map { line in
            Case(
                "class TE", "line \(line.debugDescription)", Case.post(line + "\r\n", body), 400,
                .closes)
        }
            + [
                "Transfer_Encoding", "TransferEncoding", "Transfer-Encodin", "Transfer-Encoding-",
                "TE",
            ]
            .map { name in
                Case(
                    "class TE", "\(name) is another field", Case.post("\(name): chunked\r\n"), 200,
                    text: "")
            }
            + [
                Case(
                    "class TE.0", "chunks of GET are read past",
                    Case.request("GET", "/items/1", "Transfer-Encoding: chunked\r\n", body: body),
                    200,
                    text: "1"),
                Case(
                    "class TE.0", "chunks of OPTIONS are read past",
                    Case.request(
                        "OPTIONS", "*", "Transfer-Encoding: chunked\r\n", body: body), 204),
                Case(
                    "class TE.0", "chunks of HEAD are read past",
                    Case.request("HEAD", "/items/1", "Transfer-Encoding: chunked\r\n", body: body),
                    200),
                Case(
                    "class TE.0", "chunks of a refused request are read past",
                    Case.request("POST", "/refuse", "Transfer-Encoding: chunked\r\n", body: body),
                    403),
                Case(
                    "class TE.0", "chunks of a missing route are read past",
                    Case.request("POST", "/nothing", "Transfer-Encoding: chunked\r\n", body: body),
                    404),
            ]
    }

    private static var both: [ConformanceCase] {
        let lengths = ["0", "5", "15", "15, 15", "x", ""]
        return lengths.flatMap { length in
            [
                Case(
                    "class CL.TE", "length '\(length)' before the coding",
                    Case.post("Content-Length: \(length)\r\nTransfer-Encoding: chunked\r\n", body),
                    400,
                    .closes),
                Case(
                    "class TE.CL", "length '\(length)' behind the coding",
                    Case.post("Transfer-Encoding: chunked\r\nContent-Length: \(length)\r\n", body),
                    400,
                    .closes),
            ]
        } + [
            Case(
                "class TE.CL", "an unknown coding and a length",
                Case.post("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n", "12345"), 400,
                .closes),
            Case(
                "class TE.CL", "an identity coding and a length",
                Case.post("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "12345"), 400,
                .closes),
            Case(
                "class CL.TE", "both with GET",
                Case.request(
                    "GET", "/items/1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400,
                .closes),
        ]
    }

    private static var versions: [ConformanceCase] {
        [
            Case(
                "9112 §6.1", "chunks in 1.0",
                "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + body, 400, .closes),
            Case(
                "9112 §6.1", "chunks and a length in 1.0",
                "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
                    + body,
                400, .closes),
            Case(
                "9112 §6.1", "chunks in 1.0 that keeps alive",
                "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + body, 400, .closes),
            Case(
                "9112 §6.3", "a length in 1.0",
                "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\n12345", 200, .closes, text: "12345"
            ),
        ]
    }
}
