import Glibc
import Testing

@testable import cairn

struct FolderTests {
    private func walk(_ folder: TemporaryFolder) throws -> (paths: [String], SkippedFiles) {
        var walk = try FolderWalk(root: folder.path)
        var paths: [String] = []
        while let member = try walk.next() { paths.append(member.path) }
        return (paths, walk.skipped)
    }

    @Test func `samples come in the order of their keys, their parts together`() throws {
        let folder = try TemporaryFolder()
        for name in [
            "a.png", "a.txt", "a-b.png", "a.x/c.png", "a/b.png", "a0.png", "b.seg.png", "b.png",
            "B.png", "z/y/x.cls",
        ] {
            try folder.write(name, name)
        }
        let (paths, skipped) = try walk(folder)
        #expect(
            paths == [
                "B.png", "a.png", "a.txt", "a-b.png", "a.x/c.png", "a/b.png", "a0.png", "b.png",
                "b.seg.png", "z/y/x.cls",
            ])
        #expect(skipped.isEmpty)
    }

    @Test func `what is no sample is skipped and counted by its reason`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.png", "1")
        try folder.write(".hidden.png", "1")
        try folder.write(".git/x.png", "1")
        try folder.write("README", "1")
        try folder.write("b.", "1")
        try folder.write("c.p g", "1")
        symlink("a.png", folder.path + "/link.png")
        symlink(".", folder.path + "/loop")
        mkfifo(folder.path + "/pipe.png", 0o600)
        let (paths, skipped) = try walk(folder)
        #expect(paths == ["a.png"])
        #expect(skipped.hidden == 2)
        #expect(skipped.special == 3)
        #expect(skipped.unnamed == 3)
        #expect(skipped.text == "2 hidden, 3 links or special files, 3 without a usable name")
    }

    @Test func `a folder that is nested too deep is an error`() throws {
        let folder = try TemporaryFolder()
        let deep = String(repeating: "d/", count: FolderWalk.depthLimit)
        try folder.write(deep + "a.png", "1")
        #expect { try walk(folder) } throws: { ($0 as? Failure)?.exitCode == 65 }
    }

    @Test func `a folder without samples is bad input that says what to do`() throws {
        let folder = try TemporaryFolder()
        try folder.write("README", "1")
        #expect { try FolderStream(root: folder.path) } throws: { error in
            guard let failure = error as? Failure else { return false }
            return failure.exitCode == 65 && failure.report.contains("1 without a usable name")
        }
    }

    @Test func `a file that grows while the folder is read is an error`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.png", "1")
        let stream = try FolderStream(root: folder.path)
        try folder.write("a.png", "12")
        #expect { try stream.next() } throws: { ($0 as? Failure)?.exitCode == 65 }
    }

    @Test func `the kind of a source is told by what stands there`() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", "1")
        try folder.write("x.tar.gz", "1")
        #expect(try ImportSource(path: folder.path) == .folder)
        #expect(try ImportSource(path: "a.tar") == .archive)
        #expect(try ImportSource(path: "a.JSONL") == .jsonLines)
        #expect(throws: Failure.noInput(path: folder.path + "/y")) {
            try ImportSource(path: folder.path + "/y")
        }
        #expect { try ImportSource(path: folder.path + "/x.tar.gz") } throws: { error in
            (error as? Failure)?.report.contains("decompress it first") ?? false
        }
        #expect { try ImportSource(path: folder.path + "/x") } throws: { error in
            (error as? Failure)?.exitCode == 65
        }
        symlink(folder.path, folder.path + "/link")
        #expect(try ImportSource(path: folder.path + "/link") == .folder)
    }
}
