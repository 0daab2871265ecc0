import Codecs
import Glibc
import Testing

/// A backup of a daemon at work, and life after the loss of its disk.
struct BackupStoryTests {
    private func daemon(_ story: Story, _ arguments: String...) throws -> Program.Ending {
        try Program(Story.path(of: "cairnd"), arguments, directory: story.directory)
            .end(withinSeconds: Story.patienceSeconds)
    }

    @Test func `what was backed up while the daemon served is served again after a loss`() throws {
        let story = try Story()
        let note = try story.directory.write(Array("a note".utf8), to: "folder/note.txt")
        let large = [UInt8](repeating: 7, count: 400_000)
        _ = try story.directory.write(large, to: "folder/large.bin")
        let folder = String(note.dropLast("/note.txt".count))
        try story.cairn("import", folder, "team/notes")
        let target = story.directory.path + "/backup"
        let first = try daemon(story, "backup", target, "--data", story.data, "--json")
        #expect(first.status == 0, "\(first.errors)")
        #expect((first.document["copiedBytes"]?.integer ?? 0) > 400_000)
        _ = try story.directory.write(Array("later".utf8), to: "folder/later.txt")
        try story.cairn("import", folder, "team/notes")
        let second = try daemon(story, "backup", target, "--data", story.data, "--json")
        #expect((second.document["copiedBytes"]?.integer ?? .max) < 400_000)
        let shown = try story.cairn("show", "team/notes@2", "--json").json
        let token = try story.token
        #expect(try story.stop(by: SIGKILL).status == 128 + SIGKILL)

        // The disk is gone: the backup is put where it was.
        #expect(rename(story.data, story.data + ".lost") == 0)
        let restored = try daemon(story, "restore", target, "--data", story.data)
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(restored.text.contains("All is as it was written."))
        _ = try story.directory.write(Array("\(token)\n".utf8), to: "data/admin.token")
        try story.start()
        #expect(try story.cairn("show", "team/notes@2", "--json").json == shown)
        try story.cairn("pull", "team/notes", story.directory.path + "/pulled")
        #expect(
            try TemporaryDirectory.read(story.directory.path + "/pulled/large.bin") == large)
    }

    @Test func `what cannot be backed up or restored says what to do`() throws {
        let story = try Story()
        let nothing = story.directory.path + "/nothing"
        let missing = try daemon(story, "backup", nothing + "/target", "--data", nothing)
        #expect(missing.status == 66 && missing.errors.contains("--data DIR"))
        let occupied = try daemon(story, "restore", story.data, "--data", story.data)
        #expect(occupied.status == 73 && occupied.errors.contains("is there already"))
        let nowhere = try daemon(story, "backup", nothing + "/a/b", "--data", story.data)
        #expect(nowhere.status == 74 && nowhere.errors.contains("cannot be used"))
        let served = try daemon(story, "backup", story.data, "--data", story.data)
        #expect(served.status == 75 && served.errors.contains("Stop it first."))
        #expect(try story.stop().status == 0)
        let swapped = try daemon(story, "backup", story.data, "--data", story.data)
        #expect(swapped.status == 73 && swapped.errors.contains("is no backup"))
    }
}
