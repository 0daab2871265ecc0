import Testing

@testable import HTTP

/// Ranges and conditions on the wire.
@Suite(.overEveryTransport)
struct RangeTests {
    static func get(_ path: String, _ fields: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n"
    }

    @Test(arguments: [
        ("bytes=0-0", 0..<1), ("bytes=10-19", 10..<20), ("bytes=990-", 990..<1000),
        ("bytes=-5", 995..<1000), ("bytes=-5000", 0..<1000), ("bytes=500-5000", 500..<1000),
        ("Bytes=0-99999999999999999999", 0..<1000),
    ])
    func `one range is answered 206`(field: String, range: Range<Int>) throws {
        let server = try TestServer()
        let response = try server.exchange(RangeTests.get("/tagged", "Range: \(field)"))
        #expect(response.status == 206)
        #expect(response.body == Array(TestRoutes.pattern(1000)[range]))
        #expect(
            response["Content-Range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/1000")
        #expect(response["ETag"] == "\"v1\"")
    }

    @Test(arguments: [
        "bytes=0-1,5", "bytes=5-1", "lines=0-1", "bytes=a-b", "bytes=-", "bytes=1-+2",
    ])
    func `another range is ignored`(field: String) throws {
        let server = try TestServer()
        let response = try server.exchange(RangeTests.get("/tagged", "Range: \(field)"))
        #expect(response.status == 200)
        #expect(response.body.count == 1000)
        #expect(response["Accept-Ranges"] == "bytes")
    }

    @Test(arguments: ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
    func `a range past the end is 416 with the length`(field: String) throws {
        let server = try TestServer()
        let response = try server.exchange(RangeTests.get("/tagged", "Range: \(field)"))
        #expect(response.status == 416)
        #expect(response["Content-Range"] == "bytes */1000")
    }

    @Test func `ranges of files and of pieces start where they should`() throws {
        let server = try TestServer()
        let file = try server.exchange(RangeTests.get("/file", "Range: bytes=1000001-2500000"))
        #expect(file.body == Array(TestRoutes.fileBytes[1_000_001...2_500_000]))
        let pieces = try server.exchange(RangeTests.get("/pieces", "Range: bytes=5000-400000"))
        #expect(pieces.body == Array(Pieces.expected[5000...400_000]))
        let suffix = try server.exchange(RangeTests.get("/pieces", "Range: bytes=-1500"))
        #expect(suffix.body == Array(Pieces.expected.suffix(1500)))
    }

    @Test(arguments: [
        ("If-None-Match: \"v1\"", 304), ("If-None-Match: W/\"v1\"", 304), ("If-None-Match: *", 304),
        ("If-None-Match: \"v0\", \"v1\"", 304), ("If-None-Match: \"v0\"", 200),
        ("If-Match: \"v1\"", 200), ("If-Match: *", 200), ("If-Match: \"v0\"", 412),
        ("If-Match: W/\"v1\"", 412), ("If-Match: \"v0\"\r\nIf-None-Match: \"v1\"", 412),
        ("If-Match: \"v1\"\r\nIf-None-Match: \"v1\"", 304),
        ("Range: bytes=0-1\r\nIf-Range: \"v1\"", 206),
        ("Range: bytes=0-1\r\nIf-Range: \"v0\"", 200),
        ("Range: bytes=0-1\r\nIf-Range: W/\"v1\"", 200),
        ("Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT", 200),
        ("Range: bytes=0-1\r\nIf-None-Match: \"v1\"", 304),
        ("Range: bytes=9999-\r\nIf-Match: \"v0\"", 412),
    ])
    func `conditions hold in their order`(fields: String, status: Int) throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(RangeTests.get("/tagged", fields) + FramingTests.hidden)
        let response = try client.response()
        #expect(response.status == status)
        if status == 304 {
            #expect(response["ETag"] == "\"v1\"")
            #expect(response["Content-Length"] == nil)
            #expect(response["Cache-Control"] == "no-cache")
        }
        #expect(try client.response().text == "hidden")
    }

    @Test func `HEAD ignores a range`() throws {
        let server = try TestServer()
        let response = try server.exchange(
            "HEAD /tagged HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n", method: "HEAD")
        #expect(response.status == 200)
        #expect(response["Content-Length"] == "1000")
    }
}
