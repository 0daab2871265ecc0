/// Host and the authority of a target (RFC 9112 §3.2, RFC 3986 §3.2).
enum HostCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { refused + accepted + repeated }

    private static func get(_ host: String) -> String {
        "GET /items/1 HTTP/1.1\r\nHost: \(host)\r\n\r\n"
    }

    private static var refused: [ConformanceCase] {
        let hosts = [
            "", "a/b", "a/", "/", "u@a", "@a", "u:p@a", "a, b", "a,b:80", "a b", "a\tb", "a?b",
            "a#b",
            "a\\b", "http://a", "a:b", "a:80:80", "a:-1", "a:+80", "a:0x50", "a:123456", "a: 80",
            ":80", "[::1", "::1]", "[]", "[::1]x", "[::1]:x", "[g::1]", "a]", "[a", "<a>", "\"a\"",
            "a|b", "a^b", "é", "a%", "a%4", "a%zz", "{a}", "a`",
        ]
        return hosts.map { host in
            let rule = host.contains(",") ? "9112 §3.2" : "3986 §3.2.2"
            return Case(rule, "host '\(host)'", get(host), 400, .closes)
        }
    }

    private static var accepted: [ConformanceCase] {
        let hosts = [
            "a", "A", "a.b.c", "a.b.c.", "localhost", "127.0.0.1", "127.0.0.1:8080", "a:80", "a:",
            "[::1]", "[::1]:80", "[2001:db8::1]:443", "[::ffff:127.0.0.1]", "a-b", "a_b", "a~b",
            "xn--bcher-kva.example", "a%41", "1",
        ]
        return hosts.map { Case("3986 §3.2.2", "host '\($0)'", get($0), 200, text: "1") }
    }

    private static var repeated: [ConformanceCase] {
        let line = "GET /items/1 HTTP/1.1\r\n"
        return [
            Case("9112 §3.2", "no host in 1.1", line + "\r\n", 400, .closes),
            Case("9112 §3.2", "no host among fields", line + "X: y\r\n\r\n", 400, .closes),
            Case("9112 §3.2", "two hosts", line + "Host: a\r\nHost: b\r\n\r\n", 400, .closes),
            Case("9112 §3.2", "two equal hosts", line + "Host: a\r\nHost: a\r\n\r\n", 400, .closes),
            Case(
                "9112 §3.2", "two hosts apart", line + "Host: a\r\nX: y\r\nhOST: a\r\n\r\n", 400,
                .closes),
            Case("class host", "a folded host", line + "Host: a\r\n b\r\n\r\n", 400, .closes),
            Case(
                "class host", "a host with a space before", line + " Host: a\r\nHost: b\r\n\r\n",
                400, .closes),
            Case(
                "class host", "X-Forwarded-Host is no host", line + "X-Forwarded-Host: a\r\n\r\n",
                400, .closes),
            Case(
                "9112 §3.2", "no host in 1.0", "GET /items/1 HTTP/1.0\r\n\r\n", 200, .closes,
                text: "1"),
            Case(
                "9112 §3.2", "two hosts in 1.0",
                "GET /items/1 HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400, .closes),
            Case(
                "9112 §3.2", "a bad host in 1.0", "GET /items/1 HTTP/1.0\r\nHost: a/b\r\n\r\n", 400,
                .closes),
        ]
    }
}
