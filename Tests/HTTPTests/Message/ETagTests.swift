import Codecs
import Testing

@testable import HTTP

struct ETagTests {
    @Test(arguments: [("\"a\"", false), ("W/\"a\"", true), ("\"\"", false), (" \"a,b\" ", false)])
    func `a tag is read`(text: String, isWeak: Bool) {
        #expect(ETag.parse(text)?.isWeak == isWeak)
        #expect(ETag.parse(text)?.text == String(Grammar.trim(Substring(text))))
    }

    @Test(arguments: [
        "a", "\"a", "a\"", "w/\"a\"", "\"a\"b", "\"a b\"", "\"", "", "*", "\"a\"\"b\"",
    ])
    func `another text is no tag`(text: String) { #expect(ETag.parse(text) == nil) }

    @Test func `a weak tag only matches weakly`() throws {
        let weak = try #require(ETag.parse("W/\"a\""))
        let strong = ETag(strong: "a")
        #expect(weak.matchesWeakly(strong))
        #expect(!weak.matchesStrongly(strong))
        #expect(!weak.matchesStrongly(weak))
        #expect(strong.matchesStrongly(strong))
    }

    @Test func `a comma inside a tag does not split a list`() {
        #expect(ETag.list("\"x\", \"a,b\"", matches: ETag(strong: "a,b"), strongly: true))
        #expect(!ETag.list("\"a,b\"", matches: ETag(strong: "a"), strongly: false))
        #expect(ETag.list("*", matches: nil, strongly: true))
        #expect(!ETag.list("\"a\"", matches: nil, strongly: true))
    }

    @Test(arguments: [
        "x\"a\"", "\"a\" \"b\"", "\"a\", b", "a", "\"a", "W/ \"a\"", "\"a\";", "\"b\", *",
    ])
    func `what is no list of tags matches nothing`(list: String) {
        #expect(!ETag.list(list, matches: ETag(strong: "a"), strongly: false))
    }

    @Test(arguments: [
        "\"a\"", ",, \"b\",\t\"a\" ,", "W/\"x\", \"a\"", "\"\",\"a\"",
        String(repeating: "\"\",", count: 5000) + "\"a\"",
    ])
    func `a list of tags matches by any of them`(list: String) {
        #expect(ETag.list(list, matches: ETag(strong: "a"), strongly: true))
    }

    @Test func `a weak tag in a list only matches weakly`() {
        #expect(ETag.list("W/\"a\"", matches: ETag(strong: "a"), strongly: false))
        #expect(!ETag.list("W/\"a\"", matches: ETag(strong: "a"), strongly: true))
    }

    @Test func `a digest is a strong tag`() {
        let digest = Digest.of([1, 2, 3])
        #expect(ETag(digest).text == "\"\(digest)\"")
        #expect(!ETag(digest).isWeak)
    }
}
