import Codecs
import Glibc
import Testing

/// A folder that is imported again and again, by the real programs.
struct FolderStoryTests {
    private let story: Story

    init() throws {
        story = try Story()
    }

    private func write(_ name: String, _ text: String) throws {
        _ = try story.directory.write(Array(text.utf8), to: "folder/\(name)")
    }

    private func importFolder(_ arguments: String...) throws -> JSON {
        try story.cairn(
            ["import", story.directory.path + "/folder", "team/files", "--json"] + arguments,
            variables: [
                "CAIRN_URL": story.url, "CAIRN_TOKEN": story.token,
                "XDG_CACHE_HOME": story.directory.path + "/cache",
            ]
        ).json
    }

    private func counts(_ answer: JSON) -> [Int?] {
        ["added", "changed", "removed", "unchanged"].map { answer[$0]?.integer }
    }

    @Test func `an import sends what the last has not, and makes the version that all would make`()
        throws
    {
        for number in 0..<5 { try write("\(number).txt", "text \(number)") }
        // Stamps that are this old are believed.
        poll(nil, 0, 2100)
        #expect(counts(try importFolder()) == [5, 0, 0, 0])
        #expect(counts(try importFolder()) == [0, 0, 0, 5])
        try write("1.txt", "other")
        try write("5.txt", "new")
        let third = try importFolder("--message", "third")
        #expect(counts(third) == [1, 1, 0, 4])
        let whole = try importFolder("--full")
        #expect(whole["version"]?["digest"] == third["version"]?["digest"])
    }

    @Test func `what somebody else has committed meanwhile is not overlooked`() throws {
        for number in 0..<3 { try write("\(number).txt", "text \(number)") }
        poll(nil, 0, 2100)
        let first = try importFolder()
        let other = try story.directory.write(Array("theirs".utf8), to: "other/1.txt")
        try story.cairn("import", String(other.dropLast("/1.txt".count)), "team/files")
        let again = try importFolder()
        #expect(counts(again) == [0, 1, 0, 2])
        #expect(again["version"]?["digest"] == first["version"]?["digest"])
    }

    @Test func `with --replace samples go that have gone from the folder`() throws {
        for number in 0..<3 { try write("\(number).txt", "text \(number)") }
        poll(nil, 0, 2100)
        #expect(counts(try importFolder("--replace")) == [3, 0, 0, 0])
        try write("0.txt", "other")
        #expect(counts(try importFolder("--replace")) == [0, 1, 0, 2])
        unlink(story.directory.path + "/folder/2.txt")
        #expect(counts(try importFolder("--replace")) == [0, 0, 1, 2])
        let stale = try story.cairn(
            [
                "import", story.directory.path + "/folder", "team/files", "--expect", "1",
            ], expecting: 1)
        #expect(stale.errors.contains("1"))
    }
}
