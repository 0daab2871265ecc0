import Testing

@testable import HTTP

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

    @Test func `as many parameters as may be are read, one more is refused`() throws {
        let text = (0..<64).map { "p\($0)=" }.joined(separator: "&")
        #expect(try Query(text.utf8).names.count == 64)
        #expect(throws: RequestError.tooManyParameters(limit: 64)) {
            try Query((text + "&q").utf8)
        }
    }

    @Test(arguments: ["a=%", "a=%g1", "%ff=1", "a=%00"])
    func `a bad escape is refused`(text: String) {
        #expect(throws: RequestError.malformedQuery) { try Query(text.utf8) }
    }
}
