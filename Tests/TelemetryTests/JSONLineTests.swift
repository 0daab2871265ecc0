import Testing

@testable import Telemetry

struct JSONLineTests {
    @Test(arguments: [
        ("\"\\", #""\"\\""#), ("a\nb", #""a\nb""#),
        ("\r\t\u{0}\u{7F}", #""\u000d\u0009\u0000\u007f""#),
        ("\u{85}\u{2028}\u{2029}", #""\u0085\u2028\u2029""#), ("\u{202E}", #""\u202e""#),
        ("\u{E0001}", #""\udb40\udc01""#), ("Ünïcode 🪨", #""Ünïcode 🪨""#),
    ])
    func `what could forge a line or move a cursor is escaped`(text: String, json: String) {
        #expect(JSONLine.quoted(text) == json)
    }

    @Test func `a long string is cut at a scalar boundary and marked`() {
        let text = String(repeating: "ü", count: JSONLine.stringLimitBytes)
        let quoted = JSONLine.quoted(text)
        let expected = String(repeating: "ü", count: JSONLine.stringLimitBytes / 2)
        #expect(quoted == "\"\(expected)…\"")
    }

    @Test func `members are separated by commas and the line ends once`() {
        var line = JSONLine()
        line.member("a", string: "b")
        line.member("c", raw: "1")
        #expect(String(decoding: line.bytes, as: UTF8.self) == "{\"a\":\"b\",\"c\":1}\n")
    }
}
