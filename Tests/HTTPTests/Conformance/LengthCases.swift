/// Content-Length (RFC 9112 §6.2, §6.3; RFC 9110 §8.6).
enum LengthCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { refused + accepted + repeated + disguised }

    private static var refused: [ConformanceCase] {
        let values = [
            "", "+5", "-5", "-0", "0x5", "0X5", "5h", "5.0", "5e0", "1e1", "5,", ",5", "5, 5",
            "5 5",
            "5;", "5;q=1", "\"5\"", "'5'", "(5)", "five", "5\u{A0}", "\u{0665}", "５", "5,6", "0,5",
            "18446744073709551621", "9223372036854775808", "99999999999999999999999999999999", "_5",
            "1_0", "\u{0B}5", "5\u{0C}", "0o5", "0b101", "#5", "5%", "NaN", "inf", "*",
        ]
        return values.map { value in
            Case(
                "9110 §8.6", "length '\(value)'",
                Case.post("Content-Length: \(value)\r\n", "12345"), 400, .closes)
        }
    }

    private static var accepted: [ConformanceCase] {
        let five = ["5", "05", "005", " 5", "5 ", "\t5\t", "00000000000000000000005"]
        return five.map { value in
            Case(
                "9110 §8.6", "length '\(value)'", Case.post("Content-Length:\(value)\r\n", "12345"),
                200, text: "12345")
        }
            + ["0", "00", "000"].map {
                Case(
                    "9110 §8.6", "length '\($0)'", Case.post("Content-Length: \($0)\r\n"), 200,
                    text: "")
            }
            + [
                Case("9112 §6.3", "no length is no content", Case.post(""), 200, text: ""),
                Case(
                    "9110 §8.6", "the name has no case",
                    Case.post("cONTENT-lENGTH: 5\r\n", "12345"), 200,
                    text: "12345"),
                Case(
                    "9110 §15.5.14", "a length above 2^62",
                    Case.post("Content-Length: 9223372036854775807\r\n"), 413, .closes),
                Case(
                    "9110 §15.5.14", "one byte too many",
                    Case.request("POST", "/small", "Content-Length: 11\r\n", body: "12345678901"),
                    413),
                Case(
                    "9110 §15.5.14", "just not too many",
                    Case.request("POST", "/small", "Content-Length: 10\r\n", body: "1234567890"),
                    200,
                    text: "10"),
            ]
    }

    private static var repeated: [ConformanceCase] {
        let pairs = [
            ("5", "5"), ("5", "6"), ("0", "5"), ("5", "0"), ("5", ""), ("", "5"), ("0", "0"),
            ("5", "+5"),
        ]
        return pairs.map { first, second in
            Case(
                "9112 §6.3", "lengths '\(first)' and '\(second)'",
                Case.post("Content-Length: \(first)\r\nContent-Length: \(second)\r\n", "12345"),
                400,
                .closes)
        } + [
            Case(
                "9112 §6.3", "lengths apart",
                Case.post("Content-Length: 5\r\nX: y\r\ncontent-length: 5\r\n", "12345"), 400,
                .closes)
        ]
    }

    // One reader sees a length, another does not.
    private static var disguised: [ConformanceCase] {
        let lines = [
            "Content-Length : 5", "Content-Length\t: 5", " Content-Length: 5",
            "Content-Length\0: 5",
            "Content-Length\u{A0}: 5", "Content Length: 5", "Content-Length\r: 5",
            "Content-Length: 5\0",
            "\u{0B}Content-Length: 5", "X: y\nContent-Length: 5", "X: y\rContent-Length: 5",
            "Content-Length:\r\n 5", "Content-Length: 5\r\n 5", "Content-Length=5",
            "Content-Length",
            "\"Content-Length\": 5", "X\r\n\tContent-Length: 5", "Content-Length:: 5",
        ]
        return lines.map { line in
            Case(
                "class CL", "line \(line.debugDescription)", Case.post(line + "\r\n", "12345"), 400,
                .closes)
        }
            + [
                "Content_Length", "Content-Length-", "-Content-Length", "Contentlength",
                "ContentLength",
            ]
            .map { name in
                Case(
                    "class CL", "\(name) is another field", Case.post("\(name): 5\r\n"), 200,
                    text: "")
            }
            + [
                Case(
                    "class 0.CL", "content of GET is read past",
                    Case.request("GET", "/items/1", "Content-Length: 5\r\n", body: "12345"), 200,
                    text: "1"),
                Case(
                    "class 0.CL", "content of DELETE is read past",
                    Case.request(
                        "DELETE", "/items/1", "Content-Length: 5\r\n", body: "12345"), 204),
                Case(
                    "class 0.CL", "content of HEAD is read past",
                    Case.request("HEAD", "/items/1", "Content-Length: 5\r\n", body: "12345"), 200),
                Case(
                    "class 0.CL", "content of OPTIONS is read past",
                    Case.request("OPTIONS", "/items/1", "Content-Length: 5\r\n", body: "12345"), 204
                ),
                Case(
                    "class CL.0", "content of a refused request is read past",
                    Case.request("POST", "/refuse", "Content-Length: 5\r\n", body: "12345"), 403),
                Case(
                    "class CL.0", "content of a missing route is read past",
                    Case.request("POST", "/nothing", "Content-Length: 5\r\n", body: "12345"), 404),
                Case(
                    "class CL.0", "content of a wrong method is read past",
                    Case.request("POST", "/healthz", "Content-Length: 5\r\n", body: "12345"), 405),
                Case(
                    "class CL.0", "content of a bad path is read past",
                    Case.request("POST", "/items//", "Content-Length: 5\r\n", body: "12345"), 400),
            ]
    }
}
