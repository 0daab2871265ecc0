import Codecs
import Glibc
import Testing

@testable import cairn

/// The archives that an import sends, read back by our own reader and by Python's.
struct ArchiveTests {
    private func bytes(of stream: any ImportStream) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try stream.next() {
            #expect(!piece.isEmpty)
            bytes += piece
        }
        return bytes
    }

    private func members(_ archive: [UInt8]) throws -> [String: String] {
        var reader = TarReader()
        var members: [String: [UInt8]] = [:]
        var path = ""
        for event in try reader.feed(archive) {
            switch event {
            case .member(let member):
                path = member.path
                members[path] = []
            case .content(let bytes): members[path, default: []] += bytes
            case .endOfMember, .end: break
            }
        }
        try reader.finish()
        return members.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    private func sampleFolder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("train/0001.cls", "3")
        try folder.write("train/0001.txt", String(repeating: "long ", count: 200_000))
        try folder.write("train/empty.txt", "")
        let name = String(repeating: "n", count: 120)
        try folder.write("\(name)/\(name)/\(name).png", "deep")
        return folder
    }

    @Test func `a folder becomes an archive of exactly the size that was announced`() throws {
        let folder = try sampleFolder()
        let stream = try FolderStream(root: folder.path)
        let archive = try bytes(of: stream)
        #expect(stream.byteCount == Int64(archive.count))
        #expect(stream.doneBytes == Int64(archive.count))
        let members = try members(archive)
        #expect(members.count == 4)
        #expect(members["train/0001.cls"] == "3")
        #expect(members["train/0001.txt"]?.count == 1_000_000)
        #expect(members["train/empty.txt"] == "")
    }

    @Test func `Python reads the archive of a folder`() throws {
        guard access("/usr/bin/python3", X_OK) == 0 else {
            print("skipped: there is no /usr/bin/python3")
            return
        }
        let folder = try sampleFolder()
        let target = try TemporaryFolder()
        let archive = try bytes(of: try FolderStream(root: folder.path))
        let file = target.path + "/a.tar"
        let descriptor = open(file, O_WRONLY | O_CREAT, 0o600)
        #expect(write(descriptor, archive, archive.count) == archive.count)
        close(descriptor)
        let script = """
            import tarfile
            for m in tarfile.open('\(file)'):
                print(m.name[-14:], m.size, m.isfile(), oct(m.mode))
            """
        let status = try run(
            "/usr/bin/python3", ["-c", script], output: target.path + "/listing")
        #expect(status == 0)
        #expect(
            try target.read("listing") == """
                \(String(repeating: "n", count: 10)).png 4 True 0o644
                train/0001.cls 1 True 0o644
                train/0001.txt 1000000 True 0o644
                rain/empty.txt 0 True 0o644

                """)
    }

    @Test func `a line becomes a sample that holds exactly its bytes`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "x.jsonl", "{\"q\": 1.10}\n\n{ \"q\":\"é\" }\r\n{\"q\":3}")
        let stream = try JSONLinesStream(path: file, keyField: nil)
        let members = try members(try bytes(of: stream))
        #expect(
            members == [
                "000000.json": "{\"q\": 1.10}", "000001.json": "{ \"q\":\"é\" }",
                "000002.json": "{\"q\":3}",
            ])
        #expect(stream.doneBytes == stream.totalBytes)
    }

    @Test func `a line's key may stand in the line`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("x.jsonl", "{\"id\":\"a/1\"}\n{\"id\":7}\n")
        let stream = try JSONLinesStream(path: file, keyField: "id")
        #expect(try members(try bytes(of: stream)).keys.sorted() == ["7.json", "a/1.json"])
    }

    @Test(arguments: [
        "{\"id\":1}\n{\"x\":1}", "{\"id\":1}\n{\"id\":\"a.b\"}", "{\"id\":1}\n{\"id\"",
    ])
    func `a line that cannot be a sample is named`(content: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("x.jsonl", content)
        let stream = try JSONLinesStream(path: file, keyField: "id")
        #expect { try bytes(of: stream) } throws: { error in
            guard let failure = error as? Failure else { return false }
            return failure.exitCode == 65 && failure.report.hasPrefix("\(file) line 2: ")
        }
    }

    @Test func `a line longer than allowed is refused`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "x.jsonl", "{}\n{\"a\":\"" + String(repeating: "a", count: 1_100_000) + "\"}")
        let stream = try JSONLinesStream(path: file, keyField: nil)
        #expect { try bytes(of: stream) } throws: { error in
            (error as? Failure)?.report.contains("line 2: longer than 1.0 MiB") ?? false
        }
    }

    @Test func `a tar is sent as it is`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("x.tar", String(repeating: "tar", count: 200_000))
        let stream = try ArchiveStream(path: file)
        #expect(stream.byteCount == 600_000)
        let bytes = try bytes(of: stream)
        #expect(bytes.count == 600_000)
        #expect(bytes.prefix(3).elementsEqual("tar".utf8))
    }

    // posix_spawn(3) with its standard output in a file; the exit status.
    private func run(_ program: String, _ arguments: [String], output: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        var pointers = ([program] + arguments).map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        var process = pid_t()
        guard posix_spawn(&process, program, &actions, nil, pointers, environ) == 0 else {
            throw TemporaryFolder.Unusable(path: program)
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status
    }
}
