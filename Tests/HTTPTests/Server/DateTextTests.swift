import Testing

@testable import HTTP

struct DateTextTests {
    @Test(
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
        ] as [(Int64, String)])
    func `a moment has its text`(seconds: Int64, text: String) {
        #expect(DateText.text(wallSeconds: seconds) == text)
    }

    @Test func `the text changes with the second`() {
        var date = DateText()
        date.update(wallNanoseconds: 300_000_000, at: 5_000_000_000)
        let first = date.line
        #expect(!date.isOver(at: 5_699_999_999))
        #expect(date.isOver(at: 5_700_000_000))
        date.update(wallNanoseconds: 1_000_000_000, at: 5_700_000_000)
        #expect(date.line != first)
    }
}
