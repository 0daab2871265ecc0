import Codecs
import Glibc
import HTTP
import Testing

/// What the two programs promise to a shell: exit codes, sentences that help, JSON.
struct ProgramStoryTests {
    @Test func `a second daemon on the same data is refused, and names the first`() throws {
        let story = try Story()
        let second = try story.serve().end(withinSeconds: Story.patienceSeconds)
        #expect(second.status == 75)
        #expect(second.errors.contains("works on \(story.data). Stop it first."))
        let check = try story.check()
        #expect(check.status == 75)
        #expect(check.errors.contains("Stop it first."))
        try story.cairn("ls")
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends the daemon in order`(signal: CInt) throws {
        let story = try Story()
        var status = stat()
        #expect(stat(story.data + "/admin.token", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        let ending = try story.stop(by: signal)
        #expect(ending.status == 0)
        #expect(ending.text.contains("Admin token, shown once"))
        let events = ending.errors.split(separator: "\n").map { line in
            (try? JSONReader.read(Array(line.utf8))) ?? .null
        }
        #expect(events.compactMap { $0["message"]?.string } == ["ready", "stopping", "stopped"])
        #expect(!ending.errors.contains("cairn_"), "no secret is logged")
    }

    @Test func `both programs and the telemetry name the same release`() throws {
        let story = try Story()
        let version = try story.cairn("--version").text
        let daemon = try Program(
            Story.path(of: "cairnd"), ["--version"], directory: story.directory
        ).end(withinSeconds: Story.patienceSeconds)
        #expect(version == daemon.text && version.contains("."))
        let number = version.split(separator: "\n").joined()
        let telemetry = try story.tool(
            "curl", "-sS", "-H", "Authorization: Bearer \(try story.token)",
            story.url + "/metrics")
        #expect(telemetry.text.contains("cairn_build_info{version=\"\(number)\"} 1"))
    }

    @Test func `a wrong setting is refused with what is right`() throws {
        let story = try Story()
        let ending = try story.serve(["--lisen", "127.0.0.1:0"])
            .end(withinSeconds: Story.patienceSeconds)
        #expect(ending.status == 64)
        #expect(ending.errors.contains("--listen"))
    }

    @Test func `every failure has its exit code and says what to do next`() throws {
        let story = try Story()
        let note = try story.directory.write(Array("a note".utf8), to: "folder/note.txt")
        let folder = String(note.dropLast("/note.txt".count))
        try story.cairn("import", folder, "team/notes")
        let archive = try story.directory.write([UInt8](repeating: 65, count: 2048), to: "bad.tar")
        let lines = try story.directory.write(Array("{\n".utf8), to: "bad.jsonl")
        let cases: [(arguments: [String], status: Int32, says: String)] = [
            (["show", "team/nothing"], 1, "see what there is with `cairn ls`"),
            (["import", "\(story.directory.path)/nothing", "team/notes"], 66, "check the path"),
            (["import", archive, "team/notes"], 1, "is not one of a tar"),
            (["import", lines, "team/notes"], 65, "bad.jsonl"),
            (["ls", "--limit", "0"], 64, "--limit must be at least 1"),
            (["lst"], 64, "cairn"),
            (["import", folder, "notes"], 64, "NAMESPACE/NAME"),
            (["ls", "--url", "http://127.0.0.1:1"], 69, "is the server running?"),
            (["ls", "--url", "ftp://a"], 64, "is neither http nor https"),
        ]
        for (arguments, status, says) in cases {
            let ending = try story.cairn(arguments, expecting: status)
            #expect(ending.errors.contains(says), "\(arguments): \(ending.errors)")
            #expect(ending.output.isEmpty, "\(arguments)")
        }
        let versions = try story.cairn("show", "team/notes", "--json").json
        #expect(versions["latest"]?["number"] == 1)
    }

    @Test func `a version of more shards than a page lists is pulled whole`() throws {
        let story = try Story("--samples-per-shard", "1")
        for number in 0..<101 {
            _ = try story.directory.write(Array("\(number)".utf8), to: "folder/\(number).txt")
        }
        let folder = story.directory.path + "/folder"
        try story.cairn("import", folder, "team/many")
        let pulled = story.directory.path + "/pulled"
        try story.cairn("pull", "team/many", pulled)
        let expected = try TemporaryDirectory.contents(of: folder)
        #expect(try TemporaryDirectory.contents(of: pulled) == expected)
    }

    @Test func `file names of any letters go in and come out`() throws {
        let story = try Story()
        let names = ["a b/c+d.txt", "100%.txt", "q?x=1&y.txt", "#hash;a,b.txt", "日本/語.txt"]
        for name in names {
            _ = try story.directory.write(Array(name.utf8), to: "folder/\(name)")
        }
        let folder = story.directory.path + "/folder"
        try story.cairn("import", folder, "team/names")
        let pulled = story.directory.path + "/pulled"
        try story.cairn("pull", "team/names", pulled)
        let expected = try TemporaryDirectory.contents(of: folder)
        #expect(try TemporaryDirectory.contents(of: pulled) == expected)
        for name in names {
            let key = String(name.dropLast(".txt".count))
            let sample = try story.cairn("show", "team/names", key, "--json").json
            #expect(sample["key"]?.string == key)
            let one = story.directory.path + "/one"
            try story.cairn("pull", "team/names", one, "--key", key, "--force")
            try story.cairn(
                "labels", "import", "team/names", "seen", "--source", "human:anna",
                try story.directory.write(
                    Array(#"{"sample": "\#(key)", "value": {"text": "yes"}}"#.utf8),
                    to: "line.jsonl"))
            let label = try story.cairn("labels", "show", "team/names", "seen", key, "--json").json
            #expect(label["annotations"]?.array?.count == 1)
        }
    }

    @Test func `a token decides, from a variable or from a file`() throws {
        let story = try Story()
        let url = story.url
        let nobody = try story.cairn(["ls"], expecting: 77, variables: ["CAIRN_URL": url])
        #expect(nobody.errors.contains("CAIRN_TOKEN"))
        let made = try story.cairn("token", "create", "--scope", "read", "--name", "job")
        #expect(made.text.split(separator: "\n").count == 1)
        let file = try story.directory.write(made.output, to: "token")
        let reader = ["CAIRN_URL": url]
        let listed = try story.cairn(["ls", "--json", "--token-file", file], variables: reader)
        #expect(listed.json["datasets"] == [])
        let note = try story.directory.write(Array("a note".utf8), to: "folder/note.txt")
        let folder = String(note.dropLast("/note.txt".count))
        let refused = try story.cairn(
            ["import", folder, "team/notes", "--token-file", file], expecting: 77,
            variables: reader)
        #expect(refused.errors.contains("--scope write"))
        let tokens = try story.cairn("token", "ls", "--json").json["tokens"]?.array ?? []
        let id = try #require(tokens.first { $0["name"] == "job" }?["id"]?.integer)
        try story.cairn("token", "revoke", "\(id)")
        try story.cairn(["ls", "--token-file", file], expecting: 77, variables: reader)
    }
}
