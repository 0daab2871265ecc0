/// Conditions, in the order of precedence (RFC 9110 §13.2.2). The resource has the tag "v1".
enum ConditionCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { noneMatch + match + order + unmet }

    private static func get(_ fields: String, _ path: String = "/tagged") -> String {
        Case.request("GET", path, fields + "\r\n")
    }

    private static var noneMatch: [ConformanceCase] {
        let unchanged = [
            "\"v1\"", "W/\"v1\"", "*", "\"v0\", \"v1\"", "\"v0\",\"v1\"", "\"v1\", \"v2\"",
            " \"v1\" ",
            "W/\"v0\", W/\"v1\"", "\"a,b\", \"v1\"", "\"v0\"\r\nIf-None-Match: \"v1\"", ",\"v1\"",
        ]
        let changed = [
            "\"v0\"", "v1", "\"V1\"", "\"v1", "v1\"", "", "\"\"", "'v1'", "\"v1 \"", "\"v\", \"1\"",
            "\"*\"",
        ]
        return unchanged.map {
            Case(
                "9110 §13.1.2", "If-None-Match \($0.debugDescription)", get("If-None-Match: \($0)"),
                304)
        }
            + changed.map {
                Case(
                    "9110 §13.1.2", "If-None-Match \($0.debugDescription)",
                    get("If-None-Match: \($0)"), 200)
            }
            + [
                Case(
                    "9110 §13.1.2", "with HEAD",
                    Case.request("HEAD", "/tagged", "If-None-Match: \"v1\"\r\n"), 304),
                Case(
                    "9110 §13.1.2", "of what has no tag", get("If-None-Match: \"v1\"", "/items/1"),
                    200),
            ]
    }

    private static var match: [ConformanceCase] {
        let met = ["\"v1\"", "*", "\"v0\", \"v1\"", "\"v1\"\r\nIf-Match: \"v0\""]
        let failed = ["\"v0\"", "W/\"v1\"", "v1", "", "\"v0\", W/\"v1\"", "\"V1\""]
        return met.map {
            Case("9110 §13.1.1", "If-Match \($0.debugDescription)", get("If-Match: \($0)"), 200)
        }
            + failed.map {
                Case("9110 §13.1.1", "If-Match \($0.debugDescription)", get("If-Match: \($0)"), 412)
            }
            + [
                Case(
                    "9110 §13.1.1", "with HEAD",
                    Case.request("HEAD", "/tagged", "If-Match: \"v0\"\r\n"), 412),
                Case(
                    "9110 §13.1.1", "of what has no tag", get("If-Match: \"v1\"", "/items/1"), 412),
            ]
    }

    private static var order: [ConformanceCase] {
        let range = "\r\nRange: bytes=0-1"
        let cases = [
            ("If-Match: \"v0\"\r\nIf-None-Match: \"v1\"", 412),
            ("If-Match: \"v1\"\r\nIf-None-Match: \"v1\"", 304),
            ("If-None-Match: \"v1\"\r\nIf-Match: \"v0\"", 412),
            ("If-None-Match: \"v1\"" + range, 304),
            ("If-None-Match: \"v0\"" + range, 206), ("If-Match: \"v0\"" + range, 412),
            ("If-Match: \"v1\"" + range, 206),
            ("If-Match: \"v0\"\r\nRange: bytes=9999-", 412),
            ("If-None-Match: \"v1\"\r\nRange: bytes=9999-", 304),
            ("If-Match: \"v1\"\r\nRange: bytes=9999-", 416),
        ]
        return cases.map { Case("9110 §13.2.2", $0.0.debugDescription, get($0.0), $0.1) }
    }

    // Nothing here has a date of change, so dates are to be ignored (§13.1.3, §13.1.4).
    private static var unmet: [ConformanceCase] {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        return [
            Case("9110 §13.1.3", "If-Modified-Since", get("If-Modified-Since: \(date)"), 200),
            Case("9110 §13.1.4", "If-Unmodified-Since", get("If-Unmodified-Since: \(date)"), 200),
            Case("9110 §13.1.3", "a bad date", get("If-Modified-Since: yesterday"), 200),
            Case("9110 §13.2.1", "of a missing route", get("If-Match: \"v0\"", "/nothing"), 404),
            Case("9110 §13.2.1", "of a route that fails", get("If-Match: \"v0\"", "/throws"), 500),
            Case(
                "9110 §13.2.1", "with OPTIONS",
                Case.request("OPTIONS", "/tagged", "If-Match: \"v0\"\r\n"), 204),
        ]
    }
}

/// Ranges (RFC 9110 §14). The resource has 1000 bytes and the tag "v1".
enum RangeCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] { values + conditional + elsewhere }

    private static func get(_ fields: String, _ path: String = "/tagged") -> String {
        Case.request("GET", path, fields + "\r\n")
    }

    private static var values: [ConformanceCase] {
        let many = { (count: Int) in
            "bytes=" + (0..<count).map { "\($0 * 9)-\($0 * 9)" }.joined(separator: ",")
        }
        let satisfied = [
            "bytes=0-0", "bytes=0-", "bytes=-1", "bytes=999-", "bytes=0-999", "bytes=0-9999",
            "bytes=-9999", "BYTES=0-1",
            "bytes= 0-1 ", "bytes=00-01", "bytes=0-99999999999999999999999", "bytes=0-1,5-6",
            "bytes=0-1, 5-6",
            "bytes=0-0,-1", "bytes=5-6,0-1", "bytes=0-500,400-999", "bytes=0-1,2-3",
            "bytes=0-1,9999-", "bytes=,0-1,,",
            "bytes=-1,-2,-3", many(16),
        ]
        let ignored = [
            "lines=0-1", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=5-1", "bytes=a-b",
            "bytes=0-1,x", "bytes=0-1,5-1",
            "bytes=0 - 1", "bytes=+0-1", "bytes=0--1", "bytes=1-+2", "bytes=0-1;", "bytes 0-1",
            "bytes:0-1", "bytes =0-1",
            "bytes=0x0-0x1", "bytes=0-1-2", "0-1", "", "bytes=0.0-1", many(17), many(1000),
            "bytes=0-1\r\nRange: bytes=5-6",
        ]
        let unsatisfied = [
            "bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=99999999999999999999-",
            "bytes=1000-,2000-3000",
        ]
        return satisfied.map {
            Case("9110 §14.2", "range \($0.debugDescription)", get("Range: \($0)"), 206)
        }
            + ignored.map {
                Case(
                    "9110 §14.2", "range \($0.prefix(60).debugDescription) of \($0.count)",
                    get("Range: \($0)"), 200)
            }
            + unsatisfied.map {
                Case("9110 §15.5.17", "range \($0.debugDescription)", get("Range: \($0)"), 416)
            }
    }

    private static var conditional: [ConformanceCase] {
        let values = [
            ("\"v1\"", 206), ("\"v0\"", 200), ("W/\"v1\"", 200), ("v1", 200), ("", 200), ("*", 200),
            ("\"v1\", \"v2\"", 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 200),
        ]
        return values.flatMap { value, status in
            [
                Case(
                    "9110 §13.1.5", "If-Range \(value)",
                    get("Range: bytes=0-1\r\nIf-Range: \(value)"), status),
                Case(
                    "9110 §13.1.5", "If-Range \(value) with several ranges",
                    get("Range: bytes=0-1,5-6\r\nIf-Range: \(value)"), status),
                Case(
                    "9110 §13.1.5", "If-Range \(value) past the end",
                    get("Range: bytes=1000-\r\nIf-Range: \(value)"), status == 206 ? 416 : 200),
            ]
        } + [
            Case("9110 §13.1.5", "If-Range without a range", get("If-Range: \"v1\""), 200),
            Case(
                "9110 §13.1.5", "If-Range of what has no tag",
                get("Range: bytes=0-0\r\nIf-Range: \"v1\"", "/items/1"), 200),
        ]
    }

    private static var elsewhere: [ConformanceCase] {
        [
            Case(
                "9110 §14.2", "with HEAD", Case.request("HEAD", "/tagged", "Range: bytes=0-1\r\n"),
                200),
            Case(
                "9110 §14.2", "with POST",
                Case.post("Range: bytes=0-1\r\nContent-Length: 3\r\n", "abc"), 200, text: "abc"),
            Case(
                "9110 §14.2", "of a stream", get("Range: bytes=0-1", "/stream/1"), 200,
                text: "line 0\n"),
            Case("9110 §14.2", "of a missing route", get("Range: bytes=0-1", "/nothing"), 404),
            Case(
                "9110 §14.2", "of a short text", get("Range: bytes=0-0", "/items/123"), 206,
                text: "1"),
            Case(
                "9110 §14.2", "of 204", Case.request("DELETE", "/items/1", "Range: bytes=0-1\r\n"),
                204),
            Case("9110 §14.2", "of a file", get("Range: bytes=1-100000", "/file"), 206),
            Case(
                "9110 §14.2", "several of a file",
                get("Range: bytes=1-100000,200000-,0-0", "/file"), 206),
            Case(
                "9110 §14.2", "several of pieces",
                get("Range: bytes=500-5200,7000-9000,-5", "/pieces"), 206),
        ]
    }
}

/// What is longer than allowed (RFC 9110 §15.5.15, RFC 6585 §5).
enum LimitCases {
    private typealias Case = ConformanceCase

    static var all: [ConformanceCase] {
        let long = { (count: Int) in String(repeating: "x", count: count) }
        let fields = { (count: Int) in String(repeating: "X: y\r\n", count: count) }
        return [
            Case("9110 §15.5.15", "the longest target", Case.request("GET", "/" + long(8191)), 404),
            Case(
                "9110 §15.5.15", "a target too long", Case.request("GET", "/" + long(8192)), 414,
                .closes),
            Case(
                "9110 §15.5.15", "a query too long", Case.request("GET", "/query?q=" + long(8190)),
                414, .closes),
            Case("9110 §15.5.15", "a target without end", "GET /" + long(9000), 414, .closes),
            Case(
                "9110 §15.5.15", "an absolute form too long",
                Case.request("GET", "http://a/" + long(8190)), 414, .closes),
            Case(
                "9110 §15.5.15", "a long query", Case.request("GET", "/query?q=" + long(8000)), 200,
                text: long(8000)),
            Case(
                "6585 §5", "a head that just fits",
                Case.request("GET", "/items/1", "X: \(long(16_000))\r\n"), 200),
            Case(
                "6585 §5", "a head too large",
                Case.request("GET", "/items/1", "X: \(long(16_400))\r\n"), 431, .closes),
            Case(
                "6585 §5", "a head without end", "GET /items/1 HTTP/1.1\r\nX: " + long(17_000), 431,
                .closes),
            Case(
                "6585 §5", "a name without end", "GET /items/1 HTTP/1.1\r\n" + long(17_000), 431,
                .closes),
            Case(
                "6585 §5", "a long name", Case.request("GET", "/items/1", "\(long(10_000)): y\r\n"),
                200),
            Case(
                "6585 §5", "as many fields as may be", Case.request("GET", "/items/1", fields(63)),
                200),
            Case(
                "6585 §5", "a field too many", Case.request("GET", "/items/1", fields(64)), 431,
                .closes),
            Case(
                "6585 §5", "far too many fields", Case.request("GET", "/items/1", fields(2000)),
                431, .closes),
            Case("9110 §15.6.2", "a long method", Case.request(long(200)), 501, .closes),
            Case(
                "9112 §3", "a method longer than a target", Case.request(long(9000)), 501, .closes),
            Case(
                "class limit", "a host too long",
                "GET /items/1 HTTP/1.1\r\nHost: \(long(15_000))\r\n\r\n", 200),
            Case(
                "class limit", "a long list of tags",
                Case.request(
                    "GET", "/tagged",
                    "If-None-Match: " + String(repeating: "\"v0\",", count: 2000) + "\"v1\"\r\n"),
                304),
            Case(
                "class limit", "many options",
                Case.request(
                    "GET", "/items/1",
                    "Connection: " + String(repeating: "x,", count: 4000) + "\r\n"), 200),
        ]
    }
}
