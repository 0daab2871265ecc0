import Testing

@testable import HTTP

struct HeadWriterTests {
    private func head(
        _ response: Response, method: HTTP.Method = .get, isVersion10: Bool = false,
        keepsAlive: Bool = true
    ) throws -> [String] {
        let answer = try Answer(
            response,
            to: .init(
                method: method, isVersion10: isVersion10, conditions: nil,
                requestID: RequestID(high: 1, low: 0xAB)))
        var bytes = GatheredBytes(capacity: 1)
        HeadWriter.write(
            answer,
            .init(
                requestID: RequestID(high: 1, low: 0xAB), dateLine: Array("Date: D\r\n".utf8),
                keepsAlive: keepsAlive, isVersion10: isVersion10), into: &bytes)
        let text = String(decoding: bytes.bytes(), as: UTF8.self)
        #expect(text.hasSuffix("\r\n\r\n"))
        return text.split(separator: "\r\n").map(String.init)
    }

    @Test func `a head has all that the response says`() throws {
        let response = Response(
            .created, mediaType: .json, etag: ETag(strong: "e"), cacheControl: .immutable,
            fields: [Field("Location", "/x")], body: .bytes([1, 2, 3]))
        #expect(
            try head(response) == [
                "HTTP/1.1 201 Created", "Date: D",
                "X-Request-Id: 000000000000000100000000000000ab",
                "Content-Type: application/json", "Content-Length: 3", "ETag: \"e\"",
                "Cache-Control: private, max-age=31536000, immutable", "Location: /x",
            ])
    }

    @Test func `what a client may still ask stands in two fields`() throws {
        var response = Response(.noContent)
        response.rateLimit = RateLimit(
            quota: 200, windowSeconds: 20, remaining: 0, resetSeconds: 3)
        let lines = try head(response)
        #expect(lines.contains(#"RateLimit-Policy: "default";q=200;w=20"#))
        #expect(lines.contains(#"RateLimit: "default";r=0;t=3"#))
        let fields = response.rateLimit?.fields ?? []
        #expect(fields.count == 2)
        #expect(fields.allSatisfy { lines.contains("\($0.name): \($0.value)") })
    }

    @Test func `no content has no length where the status forbids it, else zero`() throws {
        #expect(!(try head(Response(.noContent))).contains("Content-Length: 0"))
        #expect(try head(Response(.accepted)).contains("Content-Length: 0"))
    }

    @Test func `the connection's future is told where it is not the default`() throws {
        #expect(try head(Response(), keepsAlive: false).contains("Connection: close"))
        #expect(!(try head(Response())).contains { $0.hasPrefix("Connection") })
        #expect(try head(Response(), isVersion10: true).contains("Connection: keep-alive"))
    }

    @Test(arguments: ["a\r\nb", "a\nb", "a\rb", "a\0b", "a\u{7F}"])
    func `a value that is not one line is refused`(value: String) {
        #expect(throws: ResponseError.unsafeField("X")) {
            try head(Response(fields: [Field("X", value)]))
        }
        #expect(throws: ResponseError.unsafeField("Content-Type")) {
            try head(Response(mediaType: MediaType(value)))
        }
    }

    @Test(arguments: ["a b", "", "a:", "é", "a\r\n"])
    func `a name that is not a token is refused`(name: String) {
        #expect(throws: ResponseError.unsafeField(name)) {
            try head(Response(fields: [Field(name, "v")]))
        }
    }

    @Test func `framing belongs to the engine`() {
        #expect(throws: ResponseError.reservedField("content-length")) {
            try head(Response(fields: [Field("content-length", "1")]))
        }
    }
}
