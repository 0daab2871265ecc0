import Testing

@testable import Records

struct NamesTests {
    @Test func `keys in different normal forms are different keys`() throws {
        let composed = try SampleKey("caf\u{E9}")
        let decomposed = try SampleKey("cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
    }

    @Test(arguments: [
        "", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "a.b", "a/.b", "a\\b", "a\u{0}b",
        "a\nb", "a\u{7F}",
        String(repeating: "k", count: 513),
    ])
    func `an unsafe path is no key`(text: String) {
        #expect(throws: NameError.self) { try SampleKey(text) }
    }

    @Test(arguments: ["a", "a/b", "a.b/c", "ü/日本", String(repeating: "k", count: 512)])
    func `a relative path is a key`(text: String) throws {
        #expect(try SampleKey(text).text == text)
    }

    @Test(arguments: [
        "", ".png", "-a", "_a", "a b", "a/b", "é", String(repeating: "a", count: 129),
    ])
    func `a slug is safe in a URL and in a shell`(text: String) {
        #expect(throws: NameError(text: text, rule: DatasetName.rule)) { try DatasetName(text) }
    }

    @Test(arguments: ["png", "seg.png", "_01.png", ".png", "-x"])
    func `an ending of a real file is a part`(text: String) throws {
        #expect(try PartName(text).text == text)
    }

    @Test(arguments: ["", ".", "..", "_", "p g", "a/b", String(repeating: "a", count: 129)])
    func `an ending without a letter or digit is no part`(text: String) {
        #expect(throws: NameError.self) { try PartName(text) }
    }
}
