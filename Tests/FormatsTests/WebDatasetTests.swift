import Codecs
import Records
import Testing

@testable import Formats

struct WebDatasetTests {
    @Test(arguments: [
        ("0001.png", "0001", "png"), ("./0001.png", "0001", "png"),
        ("train/a/0001.seg.png", "train/a/0001", "seg.png"), ("v1.0/x.JPG", "v1.0/x", "JPG"),
        ("日本/é.cls", "日本/é", "cls"),
    ])
    func `a path is a key up to the first dot of the file name, and a part`(
        path: String, key: String, part: String
    ) throws {
        let names = try WebDataset.names(in: path)
        #expect(names.0.text == key)
        #expect(names.1.text == part)
    }

    @Test(arguments: [
        "/etc/passwd.txt", "../a.png", "a/../b.png", "a//b.png", "a/./b.png", "a\\b.png",
        "a\u{0}.png", "a\n.png", "././a.png", "a/..", "..", ".", "",
        String(repeating: "k", count: 513) + ".png",
    ])
    func `an unsafe path is refused`(path: String) {
        #expect(throws: FormatError.unsafePath(path)) { try WebDataset.names(in: path) }
    }

    @Test(arguments: ["README", "a/.hidden", ".png", "a.", "a/b.p g", "a._-"])
    func `a file without key or part is refused`(path: String) {
        #expect(throws: FormatError.noPart(path: path)) { try WebDataset.names(in: path) }
    }

    @Test func `an ending that holds a slash is a directory`() throws {
        #expect(throws: FormatError.noPart(path: "a.b/c")) { try WebDataset.names(in: "a.b/c") }
    }
}
