import Testing

@testable import HTTP

struct MediaTypeTests {
    @Test func `the essence has no case and no parameters`() {
        #expect(MediaType.parse(" Text/HTML ; charset=UTF-8")?.essence == "text/html")
        #expect(MediaType.parse("application/json")?.essence == MediaType.json.essence)
    }

    @Test(arguments: ["", "json", "/json", "a/", "a/b c", "a b/c", "a/b\r\nX: y", "a/b/c"])
    func `another text is no media type`(text: String) { #expect(MediaType.parse(text) == nil) }
}
