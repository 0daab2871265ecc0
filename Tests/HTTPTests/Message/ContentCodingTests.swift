import Codecs
import Testing

@testable import HTTP

struct ContentCodingTests {
    @Test(arguments: [
        "gzip", "GZIP", "x-gzip", "gzip, deflate, br", "deflate;q=0.5, gzip;q=0.4", "*", "gzip;q=1",
        "gzip; q=0.001", "gzip ;q=1.000", "*;q=0.5", "identity;q=0.5, gzip;q=0.5", "br, *;q=0.1",
        "gzip;Q=1", "identity;q=0, gzip",
    ])
    func `gzip is allowed`(text: String) {
        #expect(ContentCoding.allowsGzip(text))
    }

    @Test(arguments: [
        "", "identity", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *", "gzipx",
        "gzip;q=0.5, identity", "identity;q=1, *;q=0.5", "gzip;q=2", "gzip;q=1.001", "gzip;q=-1",
        "gzip;q=", "gzip;q=x", "gzip;q=0.0001", "gzip;q=1;q=1", "gzip;level=9", "gzip;", ";q=1",
        "gzip;q=+1", "gzip;q=1,gzip;q=0",
    ])
    func `gzip is not allowed`(text: String) {
        #expect(!ContentCoding.allowsGzip(text))
    }

    @Test func `a list of codings that is longer than any asks for nothing`() {
        #expect(ContentCoding.allowsGzip("gzip" + String(repeating: ",a", count: 63)))
        #expect(!ContentCoding.allowsGzip("gzip" + String(repeating: ",a", count: 64)))
        #expect(!ContentCoding.allowsGzip("gzip," + String(repeating: "a", count: 300)))
    }

    private func coded(_ response: Response) -> Response {
        var response = response
        _ = ContentCoding.apply(to: &response, isWanted: true)
        return response
    }

    @Test func `only text of some size gets the coding`() {
        let long = Body.bytes([UInt8](repeating: 32, count: ContentCoding.minimumByteCount))
        let short = Body.bytes([UInt8](repeating: 32, count: ContentCoding.minimumByteCount - 1))
        for type in [MediaType.json, .jsonLines, .problem, .plainText, .html, .telemetry] {
            #expect(!coded(Response(mediaType: type, body: long)).fields.isEmpty)
            #expect(coded(Response(mediaType: type, body: short)).fields.isEmpty)
        }
        for type in [MediaType.octets, .tar, MediaType("image/png")] {
            #expect(coded(Response(mediaType: type, body: long)).fields.isEmpty)
        }
        #expect(coded(Response(body: long)).fields.isEmpty)
        #expect(coded(Response(.noContent, mediaType: .json)).fields.isEmpty)
        let regions = Body.regions(ByteRegions(bytes: [UInt8](repeating: 32, count: 5000)))
        #expect(coded(Response(mediaType: .plainText, body: regions)).fields.isEmpty)
    }

    @Test func `each coding has its own tag, and both the same plain one`() {
        let tag = ETag(strong: "7")
        let response = coded(
            Response(
                mediaType: .json, etag: tag, body: .bytes([UInt8](repeating: 32, count: 2000))))
        #expect(response.etag == tag.inGzip)
        #expect(response.etag != tag)
        #expect(tag.inGzip.plain == tag)
        #expect(tag.plain == tag)
    }
}
