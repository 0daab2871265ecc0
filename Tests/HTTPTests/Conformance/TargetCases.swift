/// Request targets, paths and queries (RFC 9112 §3.2, RFC 3986).
enum TargetCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { absolute + otherForms + paths + marks + queries }

    private static func get(_ target: String) -> String { Case.request("GET", target) }

    private static var absolute: [ConformanceCase] {
        let refused = [
            "http://b/items/1", "http://a.b/items/1", "http://u@a/items/1", "http:///items/1",
            "http:/items/1", "http:items/1", "http://a:x/items/1", "ftp://a/items/1",
            "//a/items/1x", "://a/items/1", "http//a/items/1", "file:///items/1", "a:80",
            "http://a\\items/1", "http://a,b/items/1", "http://a@b/items/1",
        ]
        return [
            Case("9112 §3.2.2", "absolute form", get("http://a/items/1"), 200, text: "1"),
            Case("9112 §3.2.2", "absolute form of https", get("https://a/items/1"), 200, text: "1"),
            Case("3986 §3.1", "a scheme has no case", get("HTTP://a/items/1"), 200, text: "1"),
            Case("3986 §3.2.2", "a host has no case", get("http://A/items/1"), 200, text: "1"),
            Case(
                "9112 §3.2.2", "absolute form with a query", get("http://a/query?q=x"), 200,
                text: "x"),
            Case("3986 §6.2.3", "absolute form without a path", get("http://a"), 404),
            Case("3986 §6.2.3", "absolute form with only a query", get("http://a?q=/items/1"), 404),
            Case(
                "9112 §3.2.2", "absolute form without Host in 1.0",
                "GET http://a/items/1 HTTP/1.0\r\n\r\n", 200, .closes, text: "1"),
            Case(
                "9112 §3.2", "absolute form without Host in 1.1",
                "GET http://a/items/1 HTTP/1.1\r\n\r\n", 400, .closes),
        ]
            + refused.map {
                let isPath = $0.hasPrefix("//")
                return Case(
                    "9112 §3.2.2", "target '\($0)'", get($0), 400, isPath ? .goesOn : .closes)
            }
    }

    private static var otherForms: [ConformanceCase] {
        [
            Case("9112 §3.2.4", "a star with GET", get("*"), 400, .closes),
            Case("9112 §3.2.4", "a star and more", Case.request("OPTIONS", "*a"), 400, .closes),
            Case("9112 §3.2.4", "a star as a path", get("/*"), 404),
            Case("9112 §3.2.1", "no slash", get("items/1"), 400, .closes),
            Case("9112 §3.2.1", "only a query", get("?q=1"), 400, .closes),
            Case("9112 §3.2.1", "a backslash", get("\\items\\1"), 400, .closes),
            Case("9112 §3.2.1", "a fragment", get("/items/1#x"), 400, .closes),
            Case(
                "9112 §3.2.3", "a CONNECT to this server", Case.request("CONNECT", "a:80"), 501,
                .closes),
            Case("9112 §3.2.3", "a GET of an authority", get("a:443"), 400, .closes),
        ]
    }

    private static var paths: [ConformanceCase] {
        let found = [
            ("/items/a%2Fb", "a/b"), ("/items/%2f", "/"), ("/items/%41", "A"), ("/%69tems/1", "1"),
            ("/items/%C3%A9", "é"), ("/items/%f0%9f%98%80", "😀"), ("/items/a+b", "a+b"),
            ("/items/a;b=c", "a;b=c"), ("/items/...", "..."), ("/items/.a", ".a"),
            ("/items/..a", "..a"), ("/items/a%20b", "a b"), ("/items/%25", "%"),
            ("/items/%2525", "%25"), ("/items/~a-b_c!$&'()*,=:@", "~a-b_c!$&'()*,=:@"),
            ("/items/a%5Cb", "a\\b"), ("/items/%3F", "?"), ("/items/%23", "#"),
            ("/items/1.tar", "tar 1"), ("/items/a%0Ab", "a\nb"),
        ]
        let malformed = [
            "/items/.", "/items/..", "/items/./1", "/items/../items/1", "/../items/1", "/./items/1",
            "/items/%2e", "/items/%2E%2e", "/items/.%2E", "/items/%2e.", "/items/%00",
            "/items/a%00b",
            "/items/%", "/items/%4", "/items/%zz", "/items/%4g", "/items/%g4", "/items/%%41",
            "/items/%ff", "/items/%C3", "/items/%C0%AF", "/items/%E0%80%AF", "/items/%ED%A0%80",
            "/items/%F5%80%80%80", "/items/%u0041", "/items//1", "//items/1", "/items/1/",
            "/items/",
            "/items/%80",
        ]
        return found.map { target, text in
            Case("3986 §2.1", "path \(target)", get(target), 200, text: text)
        }
            + malformed.map { Case("3986 §6.2.2", "path \($0)", get($0), 400) }
            + [
                Case("9110 §15.5.5", "the root", get("/"), 404),
                Case("9110 §15.5.5", "one segment more", get("/items/1/2"), 404),
                Case("9110 §15.5.5", "one segment less", get("/items"), 404),
                Case("9110 §4.2.3", "paths have a case", get("/Items/1"), 404),
                Case(
                    "9110 §15.5.5", "more segments than any route",
                    get(String(repeating: "/a", count: 40)), 404),
                Case("class path", "a backslash is no slash", get("/items%5C1"), 404),
                Case(
                    "class path", "dots behind an escaped slash", get("/items/..%2f1"), 200,
                    text: "../1"),
            ]
    }

    // What RFC 3986 does not allow in a target, space apart.
    private static var marks: [ConformanceCase] {
        "\"<>\\^`{|}\u{7F}\0\u{01}\u{0B}é".map { character in
            Case(
                "3986 §2", "target with \(character.unicodeScalars.map(\.value))",
                get("/items/a\(character)b"), 400, .closes)
        }
    }

    private static var queries: [ConformanceCase] {
        let found = [
            ("?q=a", "a"), ("?q=a+b", "a b"), ("?q=%2B", "+"), ("?q=a%20b", "a b"), ("?q=", ""),
            ("?q", ""), ("?q=a=b", "a=b"), ("?x=1&q=2", "2"), ("?&&q=1&", "1"), ("?x=1", "none"),
            ("?", "none"), ("", "none"), ("?Q=1", "none"), ("?%71=1", "1"), ("?q=?/", "?/"),
            ("?q=%26", "&"), ("?q=%3D", "="), ("?q=é".replacing("é", with: "%C3%A9"), "é"),
            ("?q=a;b", "a;b"), ("?q=../..", "../.."),
        ]
        return found.map { query, text in
            Case("3986 §3.4", "query '\(query)'", get("/query" + query), 200, text: text)
        }
            + ["?q=%", "?q=%4", "?q=%zz", "?q=%00", "?q=%ff", "?q=1&q=2", "?q&q", "?%zz=1"].map {
                Case("3986 §3.4", "query '\($0)'", get("/query" + $0), 400)
            }
    }
}
