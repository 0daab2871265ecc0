import Testing

@testable import Codecs

struct PercentEncodingTests {
    @Test(arguments: [
        "", "a", "a b", "a/b?c=d&e#f", "100%", "ü€😀", "+", "~-._", "\u{1}\u{7F}", "cafe\u{301}",
    ])
    func `encoded text comes back, whether plus is a space or not`(text: String) {
        let encoded = PercentEncoding.encode(text)
        for plusIsSpace in [true, false] {
            let decoded = PercentEncoding.decode(encoded.utf8, plusIsSpace: plusIsSpace)
            #expect(decoded.map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test func `only unreserved characters stay`() {
        let unreserved = "ABCXYZabcxyz0189-._~"
        #expect(PercentEncoding.encode(unreserved) == unreserved)
        #expect(PercentEncoding.encode("/ü+%") == "%2F%C3%BC%2B%25")
    }

    @Test(arguments: [
        "%", "%2", "%zz", "%2g", "%g2", "% 2", "%+2", "a%00b", "%ff", "%c3", "%ed%a0%80",
    ])
    func `a bad escape, a NUL and bad UTF-8 are refused`(text: String) {
        #expect(PercentEncoding.decode(text.utf8, plusIsSpace: false) == nil)
    }

    @Test func `a plus is a space only where the caller says so, and digits may have either case`()
    {
        #expect(PercentEncoding.decode("a+b%2f%2F".utf8, plusIsSpace: true) == "a b//")
        #expect(PercentEncoding.decode("a+b%2B".utf8, plusIsSpace: false) == "a+b+")
    }

    @Test func `an escape is decoded once`() {
        #expect(PercentEncoding.decode("%252F".utf8, plusIsSpace: false) == "%2F")
    }
}
