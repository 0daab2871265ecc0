import Testing

@testable import HTTP

/// Requests that must be refused, or must not, each on a connection of its own.
@Suite(.overEveryTransport)
struct FramingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        let status: Int
        /// Whether the connection must end: then a request hidden behind is never answered.
        let closes: Bool

        init(_ name: String, _ bytes: String, _ status: Int, closes: Bool = true) {
            testDescription = name
            self.bytes = bytes
            self.status = status
            self.closes = closes
        }
    }

    /// What an attacker would like to have served.
    static let hidden = "GET /items/hidden HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: lengths + codings + lines + fields + hosts + targets + methods)
    func `a request gets the right status and the connection its right end`(_ test: Case) throws {
        let server = try TestServer(loopCount: 1)
        let client = try server.client()
        try client.send(test.bytes + FramingTests.hidden)
        let response = try client.response()
        #expect(response.status == test.status)
        if test.closes {
            #expect(response["Connection"] == "close")
            #expect(try client.readToEnd().isEmpty)
        } else {
            #expect(try client.response().text == "hidden")
        }
    }

    static func post(_ fields: String, _ body: String = "") -> String {
        "POST /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
    }

    static let lengths = [
        Case("length and coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400),
        Case("coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400),
        Case("two lengths", post("Content-Length: 0\r\nContent-Length: 5\r\n"), 400),
        Case("two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n", "12345"), 400),
        Case("list of lengths", post("Content-Length: 5, 5\r\n", "12345"), 400),
        Case("signed length", post("Content-Length: +5\r\n", "12345"), 400),
        Case("negative length", post("Content-Length: -5\r\n"), 400),
        Case("hexadecimal length", post("Content-Length: 0x5\r\n"), 400),
        Case("empty length", post("Content-Length:\r\n"), 400),
        Case("length with a space", post("Content-Length: 1 2\r\n"), 400),
        Case("length beyond 64 bits", post("Content-Length: 18446744073709551621\r\n"), 400),
        Case(
            "underscored length is another field", post("Content_Length: 5\r\n"), 200, closes: false
        ),
        Case("length zero", post("Content-Length: 0\r\n"), 200, closes: false),
        Case(
            "length with leading zeros", post("Content-Length: 005\r\n", "12345"), 200,
            closes: false),
    ]

    static let codings = [
        Case("gzip coding", post("Transfer-Encoding: gzip, chunked\r\n"), 400),
        Case("chunked twice in a list", post("Transfer-Encoding: chunked, chunked\r\n"), 400),
        Case(
            "chunked in two fields",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400),
        Case("identity coding", post("Transfer-Encoding: identity\r\n"), 400),
        Case("coding with vertical tab", post("Transfer-Encoding: \u{0B}chunked\r\n"), 400),
        Case("empty coding", post("Transfer-Encoding:\r\n"), 400),
        Case(
            "coding in HTTP/1.0",
            "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        Case(
            "coding in capitals", post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"), 200,
            closes: false),
        Case(
            "chunk size with sign", post("Transfer-Encoding: chunked\r\n", "+1\r\na\r\n0\r\n\r\n"),
            400),
        Case("chunk size with prefix", post("Transfer-Encoding: chunked\r\n", "0x1\r\na\r\n"), 400),
        Case("chunk size with space", post("Transfer-Encoding: chunked\r\n", "1 \r\na\r\n"), 400),
        Case(
            "chunk size too long", post("Transfer-Encoding: chunked\r\n", "00000000000000001\r\na"),
            400),
        Case(
            "chunk line with bare LF", post("Transfer-Encoding: chunked\r\n", "1\na\r\n0\r\n\r\n"),
            400),
        Case("chunk without its end", post("Transfer-Encoding: chunked\r\n", "1\r\nab\r\n"), 400),
        Case(
            "chunk extension",
            post("Transfer-Encoding: chunked\r\n", "1;a=b\r\nz\r\n0\r\nT: u\r\n\r\n"),
            200, closes: false),
        Case(
            "chunk extensions without end",
            post("Transfer-Encoding: chunked\r\n", "1;" + String(repeating: "x", count: 5000)),
            400),
        Case(
            "trailers without end",
            post(
                "Transfer-Encoding: chunked\r\n",
                "0\r\n" + String(repeating: "T: u\r\n", count: 2000)),
            431),
        Case(
            "trailer with a bare CR",
            post("Transfer-Encoding: chunked\r\n", "0\r\nT: a\rb\r\n\r\n"), 400),
    ]

    static let lines = [
        Case("bare LF", "GET /healthz HTTP/1.1\nHost: a\n\n", 400),
        Case("bare CR", "GET /healthz HTTP/1.1\rHost: a\r\r\n\r\n", 400),
        Case("space before the line", " GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case("two spaces", "GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case("no version", "GET /healthz\r\nHost: a\r\n\r\n", 400),
        Case("small version", "GET /healthz http/1.1\r\nHost: a\r\n\r\n", 400),
        Case("version 2", "GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        Case("later minor version", "GET /healthz HTTP/1.2\r\nHost: a\r\n\r\n", 200, closes: false),
        Case("space behind the line", "GET /healthz HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        Case(
            "one empty line before", "\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 200,
            closes: false),
        Case("two empty lines before", "\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case("NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ]

    static let fields = [
        Case("space before the colon", "GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        Case("folded line", "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400),
        Case("folded first line", "GET /healthz HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n", 400),
        Case("no colon", "GET /healthz HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400),
        Case("no name", "GET /healthz HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n", 400),
        Case("NUL in a value", "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 400),
        Case("bare CR in a value", "GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400),
        Case("bell in a value", "GET /healthz HTTP/1.1\r\nHost: a\r\nX: \u{07}\r\n\r\n", 400),
        Case(
            "letters beyond ASCII in a value", "GET /healthz HTTP/1.1\r\nHost: a\r\nX: é\r\n\r\n",
            200, closes: false),
        Case(
            "no space behind the colon", "GET /healthz HTTP/1.1\r\nHost:a\r\n\r\n", 200,
            closes: false),
        Case("other expectation", post("Expect: 200-ok\r\nContent-Length: 5\r\n"), 417),
        Case(
            "too many fields",
            "GET /healthz HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 64)
                + "\r\n", 431),
        Case(
            "too large a head",
            "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 17_000), 431),
    ]

    static let hosts = [
        Case("no host", "GET /healthz HTTP/1.1\r\n\r\n", 400),
        Case("two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        Case("empty host", "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", 400),
        Case("host with a path", "GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        Case("host with user information", "GET /healthz HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
        Case("list of hosts", "GET /healthz HTTP/1.1\r\nHost: a, b\r\n\r\n", 400),
        Case("host with port", "GET /healthz HTTP/1.1\r\nHost: a:80\r\n\r\n", 200, closes: false),
        Case(
            "host of version 6", "GET /healthz HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200,
            closes: false),
    ]

    static let targets = [
        Case(
            "absolute form", "GET http://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n", 200,
            closes: false),
        Case(
            "absolute form in capitals", "GET HTTP://A/healthz HTTP/1.1\r\nHost: a\r\n\r\n", 200,
            closes: false),
        Case(
            "absolute form that disagrees", "GET http://b/healthz HTTP/1.1\r\nHost: a\r\n\r\n",
            400),
        Case("other scheme", "GET ftp://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case("no slash", "GET healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case("fragment", "GET /healthz#x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case("letters beyond ASCII", "GET /é HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Case(
            "too long a target",
            "GET /" + String(repeating: "x", count: 9000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        Case(
            "too long a target without end", "GET /" + String(repeating: "x", count: 9000), 414),
        Case("dots", "GET /items/../healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400, closes: false),
        Case("escaped dots", "GET /items/%2e%2E HTTP/1.1\r\nHost: a\r\n\r\n", 400, closes: false),
        Case("escaped NUL", "GET /items/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400, closes: false),
        Case("bad escape", "GET /items/%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400, closes: false),
        Case("bad UTF-8", "GET /items/%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400, closes: false),
        Case("empty segment", "GET /items//a HTTP/1.1\r\nHost: a\r\n\r\n", 400, closes: false),
        Case("no route", "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404, closes: false),
        Case(
            "repeated query", "GET /query?q=1&q=2 HTTP/1.1\r\nHost: a\r\n\r\n", 400, closes: false),
    ]

    static let methods = [
        Case("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501),
        Case("TRACE", "TRACE /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        Case("unknown method", "BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        Case("small method", "get /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        Case(
            "method without a route", "PUT /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 405, closes: false
        ),
        Case("HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200),
        Case("close", "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", 200),
    ]
}
