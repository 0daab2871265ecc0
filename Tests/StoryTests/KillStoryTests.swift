import Codecs
import Glibc
import HTTP
import Posix
import Synchronization
import Testing

/// The daemon is killed at any moment; everything acknowledged is there, and nothing by halves.
@Suite(.serialized)
struct KillStoryTests {
    private static let lines = [Field("Content-Type", "application/x-ndjson")]

    @Test func `an import that is cut off by a kill leaves no trace of a version`() throws {
        let story = try Story()
        let note = try story.directory.write(Array("a note".utf8), to: "folder/note.txt")
        try story.cairn("import", String(note.dropLast("/note.txt".count)), "team/notes")
        let before = try story.cairn("ls", "--json").text
        let versions = try story.cairn("show", "team/notes@latest", "--json").json

        var writer = TarWriter()
        // Small ones, which are packed, and large ones, which lie in files of their own.
        let archive = (0..<1000).flatMap { number in
            let byteCount = number % 250 == 100 ? 2_000_000 : 2000
            return writer.member(
                path: "\(number).bin",
                content: [UInt8](repeating: UInt8(number % 251), count: byteCount))
        }
        var sent = 0
        let body = ClientBody.stream(byteCount: Int64(archive.count)) {
            // The daemon dies when it has half of it.
            if sent >= archive.count / 2 { story.signal(SIGKILL) }
            let piece = archive[sent..<min(sent + 64 * 1024, archive.count)]
            sent += piece.count
            return piece.isEmpty ? nil : Array(piece)
        }
        #expect(throws: ClientError.self) {
            _ = try story.ask(
                .post, "/v1/datasets/team/notes/commits",
                fields: [Field("Content-Type", "application/x-tar")], body: body)
        }
        #expect(try story.stop(by: SIGKILL).status == 128 + SIGKILL)
        let check = try story.check()
        #expect(check.status == 0, "\(check.text)")
        try story.start()
        #expect(try story.cairn("ls", "--json").text == before)
        #expect(try story.cairn("show", "team/notes@latest", "--json").json == versions)
        #expect(try story.stop().status == 0)
        #expect(try story.check().status == 0)
    }

    /// Acknowledged writes after which the daemon is killed, in the middle of the next one.
    private static let moments = [1, 4, 9, 15, 22]

    @Test func `what was acknowledged survives five kills among many small writes`() throws {
        let story = try Story()
        let body = #"{"namespace": "team", "name": "small"}"#
        let json = [Field("Content-Type", "application/json")]
        #expect(
            try story.ask(
                .post, "/v1/datasets", fields: json, body: .bytes(Array(body.utf8))
            ).status == 201)
        let path = "/v1/datasets/team/small"
        try KillStoryTests.commit("first", to: story)
        #expect(
            try story.ask(
                .post, path + "/labelsets", fields: json,
                body: .bytes(Array(#"{"name": "notes"}"#.utf8))
            ).status == 201)

        var acknowledged: Set<String> = ["first"]
        for (round, count) in Self.moments.enumerated() {
            let writes = Writes()
            let writers = try (0..<3).map { writer in
                try NativeThread.start(name: "writer") {
                    KillStoryTests.write("\(round)-\(writer)", to: story, noting: writes)
                }
            }
            #expect(writes.wait(forCount: count))
            #expect(try story.stop(by: SIGKILL).status == 128 + SIGKILL)
            for writer in writers { writer.join() }
            acknowledged.formUnion(writes.all)
            let check = try story.check()
            #expect(check.status == 0, "round \(round): \(check.text)")
            try story.start()
            let samples = try KillStoryTests.keys(
                "samples", "key", path + "/versions/latest/samples", story)
            let labelled = try KillStoryTests.keys(
                "annotations", "sample", path + "/labelsets/notes/annotations", story)
            let found = samples.union(labelled.map { "label of \($0)" })
            #expect(found.isSuperset(of: acknowledged), "lost in round \(round)")
        }
        #expect(acknowledged.count > Self.moments.reduce(0, +))
        #expect(try story.stop().status == 0)
    }

    /// Commits and labels one sample after the other until the daemon is gone.
    private static func write(_ writer: String, to story: Story, noting writes: Writes) {
        for number in 0..<1000 {
            let key = "sample-\(writer)-\(number)"
            do {
                try commit(key, to: story)
                writes.note(key)
                let line = #"{"sample": "\#(key)", "value": {"number": \#(number)}}"#
                let answer = try story.ask(
                    .post, "/v1/datasets/team/small/labelsets/notes/annotations?source=rule:test",
                    fields: lines, body: .bytes(Array(line.utf8)))
                guard answer.status == 200 else { return }
                writes.note("label of \(key)")
            } catch {
                return
            }
        }
    }

    private static func commit(_ key: String, to story: Story) throws {
        let line = #"{"put": {"key": "\#(key)", "fields": {"made": true}}}"#
        // 409: the commits of others were faster.
        for _ in 0..<20 {
            let answer = try story.ask(
                .post, "/v1/datasets/team/small/commits", fields: lines,
                body: .bytes(Array(line.utf8)))
            if answer.status == 201 { return }
            guard answer.status == 409 else { throw StoryError.unexpected("\(answer)") }
        }
        throw StoryError.unexpected("\(key) was never taken")
    }

    private static func keys(_ list: String, _ member: String, _ path: String, _ story: Story)
        throws -> Set<String>
    {
        let answer = try story.ask(.get, path + "?limit=1000")
        #expect(answer.status == 200)
        return Set(answer.json[list]?.array?.compactMap { $0[member]?.string } ?? [])
    }

    /// What the daemon has acknowledged.
    private final class Writes: Sendable {
        private let names = Monitor<Set<String>>([])

        var all: Set<String> { names.update { $0 } }

        func note(_ name: String) { names.change { _ = $0.insert(name) } }

        func wait(forCount count: Int) -> Bool {
            names.wait(timeoutMilliseconds: Story.patienceSeconds * 1000) { names in
                names.count >= count ? true : nil
            } ?? false
        }
    }
}
