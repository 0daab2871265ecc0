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

    @Test func `a digest is a strong tag`() {
        let digest = Digest.of([1, 2, 3])
        #expect(ETag(digest).text == "\"\(digest)\"")
        #expect(!ETag(digest).isWeak)
    }
}

struct MediaTypeTests {
    @Test func `the essence has no case and no parameters`() {
        #expect(MediaType.parse(" Text/HTML ; charset=UTF-8")?.essence == "text/html")
        #expect(MediaType.parse("application/json")?.essence == MediaType.json.essence)
    }

    @Test(arguments: ["", "json", "/json", "a/", "a/b c", "a b/c", "a/b\r\nX: y", "a/b/c"])
    func `another text is no media type`(text: String) { #expect(MediaType.parse(text) == nil) }
}

struct RequestIDTests {
    @Test func `an identity is 32 digits, and the next is another`() {
        let identity = RequestID(high: 0x0123_4567_89AB_CDEF, low: .max)
        #expect(identity.description == "0123456789abcdefffffffffffffffff")
        #expect(identity.next.description == "0123456789abcdef0000000000000000")
        #expect(RequestID.random() != RequestID.random())
    }
}

struct QueryTests {
    @Test func `values are decoded, and an absent one is nil`() throws {
        let query = try Query("a=1&b=x+y%26&c&=e&&d=1=2".utf8)
        #expect(try query.value("a") == "1")
        #expect(try query.value("b") == "x y&")
        #expect(try query.value("c") == "")
        #expect(try query.value("d") == "1=2")
        #expect(try query.value("z") == nil)
        #expect(query.names == ["a", "b", "c", "", "d"])
    }

    @Test func `a repeated name is refused when asked for`() throws {
        let query = try Query("a=1&a=2".utf8)
        #expect(throws: RequestError.repeatedQuery("a")) { try query.value("a") }
    }

    @Test(arguments: ["a=%", "a=%g1", "%ff=1", "a=%00"])
    func `a bad escape is refused`(text: String) {
        #expect(throws: RequestError.malformedQuery) { try Query(text.utf8) }
    }
}

struct ProblemTests {
    @Test func `a problem names its request`() throws {
        let identity = RequestID(high: 0, low: 1)
        let problem = Problem(
            name: "gone", status: .gone, title: "T", detail: "D", members: JSONObject(),
            fields: [Field("Allow", "GET")])
        let response = problem.response(requestID: identity)
        #expect(response.status == .gone)
        #expect(response.mediaType == .problem)
        #expect(response.fields == problem.fields)
        guard case .bytes(let bytes) = response.body else {
            Issue.record("a problem has content")
            return
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "{\"type\":\"urn:cairn:problem:gone\",\"title\":\"T\",\"status\":410,"
                + "\"detail\":\"D\",\"requestID\":\"\(identity)\"}\n")
    }
}
