import Codecs
import Glibc
import Testing

@testable import cairn

struct PullTests {
    private func part(_ key: String, _ name: String, _ content: String) throws -> ExpectedPart {
        let digest = Digest.of(Array(content.utf8))
        let sample: JSON = [
            "key": .string(key),
            "parts": [
                name: ["digest": .string("\(digest)"), "bytes": .number(content.utf8.count)]
            ],
        ]
        return try #require(try ExpectedPart.all(of: sample).first)
    }

    private func pull(_ part: ExpectedPart, _ content: String, into folder: PullFolder) throws {
        try folder.begin(part)
        try folder.write(Array(content.utf8.prefix(2)))
        try folder.write(Array(content.utf8.dropFirst(2)))
        try folder.end(part)
    }

    @Test func `a part becomes a file under its key`() throws {
        let target = try TemporaryFolder()
        let folder = try PullFolder(root: target.path + "/new/deep", overwrites: false)
        try pull(try part("train/x/1", "png", "hello"), "hello", into: folder)
        try pull(try part("2", "png", ""), "", into: folder)
        #expect(try target.names() == ["new/deep/2.png", "new/deep/train/x/1.png"])
        #expect(try target.read("new/deep/train/x/1.png") == "hello")
    }

    @Test func `bytes without the promised digest leave nothing behind`() throws {
        let target = try TemporaryFolder()
        do {
            let folder = try PullFolder(root: target.path, overwrites: false)
            #expect(throws: Failure.corrupt(name: "a.png")) {
                try pull(try part("a", "png", "hello"), "hellO", into: folder)
            }
        }
        #expect(try target.names() == [])
    }

    @Test func `a file that is there is only overwritten by force`() throws {
        let target = try TemporaryFolder()
        try target.write("a.png", "mine")
        let part = try part("a", "png", "theirs")
        #expect(throws: Failure.exists(path: target.path + "/a.png")) {
            try PullFolder(root: target.path, overwrites: false).begin(part)
        }
        #expect(try target.read("a.png") == "mine")
        try pull(part, "theirs", into: try PullFolder(root: target.path, overwrites: true))
        #expect(try target.read("a.png") == "theirs")
        #expect(try target.names() == ["a.png"])
    }

    @Test func `force replaces a link and does not write through it`() throws {
        let target = try TemporaryFolder()
        let other = try TemporaryFolder()
        try other.write("secret", "kept")
        symlink(other.path + "/secret", target.path + "/a.png")
        let folder = try PullFolder(root: target.path, overwrites: true)
        try pull(try part("a", "png", "new"), "new", into: folder)
        #expect(try other.read("secret") == "kept")
        #expect(try target.read("a.png") == "new")
    }

    @Test(arguments: ["../a", "/a", "a/../b", "", "a//b", "a\u{0}", "."])
    func `a key that leads out of the folder is not understood`(key: String) {
        #expect { try part(key, "png", "x") } throws: { ($0 as? Failure)?.exitCode == 76 }
    }

    @Test func `parts come in the order of a shard`() throws {
        let digest = Digest.of([])
        let part: JSON = ["digest": .string("\(digest)"), "bytes": 0]
        let sample: JSON = ["key": "k", "parts": ["txt": part, "cls": part, "png": part]]
        #expect(try ExpectedPart.all(of: sample).map(\.path) == ["k.cls", "k.png", "k.txt"])
        for broken: JSON in [
            ["key": "k"], ["parts": [:]], ["key": "k", "parts": ["a/b": part]],
            ["key": "k", "parts": ["a": ["digest": "x", "bytes": 0]]],
            ["key": "k", "parts": ["a": ["digest": .string("\(digest)"), "bytes": -1]]],
        ] {
            #expect { try ExpectedPart.all(of: broken) } throws: {
                ($0 as? Failure)?.exitCode == 76
            }
        }
    }
}
