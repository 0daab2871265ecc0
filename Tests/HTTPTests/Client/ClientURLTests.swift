import Testing

@testable import HTTP

struct ClientURLTests {
    @Test func `host, port and prefix are told apart`() throws {
        let url = try ClientURL("http://data.example:8081/cairn/")
        #expect(url.host == "data.example")
        #expect(url.port == 8081)
        #expect(url.prefix == "/cairn")
        #expect(url.description == "http://data.example:8081/cairn")
    }

    @Test func `without a port it is 80, which a Host field leaves out`() throws {
        let url = try ClientURL("HTTP://127.0.0.1")
        #expect(url.port == 80)
        #expect(url.authority == "127.0.0.1")
    }

    @Test func `an address of version 6 stands in brackets`() throws {
        let url = try ClientURL("http://[::1]:8080")
        #expect(url.host == "::1")
        #expect(url.authority == "[::1]:8080")
    }

    @Test(arguments: [
        ("127.0.0.1:8080", ClientURLError.schemeMissing),
        ("ftp://a", .schemeUnsupported("ftp")), ("http://", .hostMissing),
        ("http://:80", .hostMissing), ("http://a b", .malformedHost),
        ("http://[::1", .malformedHost), ("http://[a]", .malformedHost),
        ("http://a:0", .malformedPort(":0")), ("http://a:65536", .malformedPort(":65536")),
        ("http://a:", .malformedPort(":")), ("http://me@a", .userInformation),
        ("http://a/?x", .queryOrFragment), ("http://a/\r\nX: y", .malformedPrefix),
    ])
    func `anything else is refused with its reason`(text: String, reason: ClientURLError) {
        #expect(throws: reason) { try ClientURL(text) }
    }
}
