import Testing

@testable import HTTP

/// Several ranges in one answer (RFC 9110 §14.6, §15.3.7.2).
@Suite(.overEveryTransport)
struct MultipartTests {
    struct Part {
        var fields: [String] = []
        var content: [UInt8] = []
    }

    /// Takes an answer apart as RFC 2046 §5.1 writes it.
    static func parts(of response: RawClient.Response) throws -> [Part] {
        let type = try #require(response["Content-Type"])
        let boundary = try #require(type.split(separator: "boundary=").last)
        #expect(type == "multipart/byteranges; boundary=\(boundary)")
        var rest = Array("\r\n".utf8) + response.body
        let delimiter = Array("\r\n--\(boundary)".utf8)
        var parts: [Part] = []
        try #require(rest.starts(with: delimiter))
        rest.removeFirst(delimiter.count)
        while rest.starts(with: Array("\r\n".utf8)) {
            let headEnd = try #require(rest.firstRange(of: Array("\r\n\r\n".utf8)))
            let head = String(decoding: rest[2..<headEnd.lowerBound], as: UTF8.self)
            let contentEnd = try #require(rest.firstRange(of: delimiter))
            parts.append(
                Part(
                    fields: head.split(separator: "\r\n").map(String.init),
                    content: Array(rest[headEnd.upperBound..<contentEnd.lowerBound])))
            rest = Array(rest[contentEnd.upperBound...])
        }
        #expect(rest == Array("--\r\n".utf8))
        return parts
    }

    @Test func `ranges of bytes come in parts, each with its place`() throws {
        let server = try TestServer()
        let response = try server.exchange(
            RangeTests.get("/tagged", "Range: bytes=10-19,500-,0-0\r\nIf-Range: \"v1\""))
        #expect(response.status == 206)
        #expect(response["Content-Range"] == nil)
        #expect(response["ETag"] == "\"v1\"")
        let parts = try Self.parts(of: response)
        let bytes = TestRoutes.pattern(1000)
        #expect(parts.map(\.content) == [Array(bytes[10..<20]), Array(bytes[500...]), [bytes[0]]])
        #expect(
            parts.first?.fields == [
                "Content-Type: application/octet-stream", "Content-Range: bytes 10-19/1000",
            ])
    }

    @Test func `ranges of files and pieces come from where they lie`() throws {
        let server = try TestServer()
        let file = try Self.parts(
            of: try server.exchange(RangeTests.get("/file", "Range: bytes=1000001-2500000,7-9,-1")))
        #expect(file.count == 3)
        #expect(file.first?.content == Array(TestRoutes.fileBytes[1_000_001...2_500_000]))
        #expect(file.last?.content == Array(TestRoutes.fileBytes.suffix(1)))
        let pieces = try Self.parts(
            of: try server.exchange(
                RangeTests.get("/pieces", "Range: bytes=300000-400000,5000-5200,100-299")))
        let expected = Pieces.expected
        #expect(
            pieces.map(\.content) == [
                Array(expected[300_000...400_000]), Array(expected[5000...5200]),
                Array(expected[100...299]),
            ])
    }

    @Test func `ranges that touch become one, without parts`() throws {
        let server = try TestServer()
        let response = try server.exchange(
            RangeTests.get("/tagged", "Range: bytes=5-9,0-4,3-7"))
        #expect(response.status == 206)
        #expect(response["Content-Range"] == "bytes 0-9/1000")
        #expect(response.body == Array(TestRoutes.pattern(1000)[0..<10]))
    }

    @Test func `nothing asked for makes more than the content and its heads`() throws {
        let server = try TestServer()
        // Overlapping ranges would multiply the file without the rule (CVE-2011-3192).
        let greedy = (0..<16).map { "\($0)-" }.joined(separator: ",")
        let one = try server.exchange(RangeTests.get("/file", "Range: bytes=" + greedy))
        #expect(one.body.count == TestRoutes.fileByteCount)
        let sparse = (0..<16).map { "\($0 * 2)-\($0 * 2)" }.joined(separator: ",")
        let many = try server.exchange(RangeTests.get("/file", "Range: bytes=" + sparse))
        #expect(try Self.parts(of: many).count == 16)
        #expect(many.body.count < 16 * 200)
    }

    @Test func `the connection goes on behind the last part`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send(
            RangeTests.get("/pieces", "Range: bytes=0-9,100-") + FramingTests.hidden)
        #expect(try Self.parts(of: try client.response()).count == 2)
        #expect(try client.response().text == "hidden")
    }
}
