import Codecs
import Glibc
import HTTP
import Testing

/// Uploads that come to nothing leave nothing.
struct UploadStoryTests {
    @Test func `uploads that fail leave no file and no damage`() throws {
        let story = try Story()
        let note = try story.directory.write(Array("a note".utf8), to: "folder/note.txt")
        try story.cairn("import", String(note.dropLast("/note.txt".count)), "team/notes")
        let before = try UploadStoryTests.files(of: story)
        for byteCount in [10, 300 * 1024, 3 * 1024 * 1024] {
            let bytes = [UInt8](repeating: 1, count: byteCount)
            let mismatch = try story.ask(
                .put, "/v1/blobs/\(Digest.of([]))", body: .bytes(bytes))
            #expect(mismatch.status == 422)
            try UploadStoryTests.breakOff(.put, "/v1/blobs/\(Digest.of(bytes))", bytes, story)
            var writer = TarWriter()
            let tar = writer.member(path: "big.bin", content: bytes)
            try UploadStoryTests.breakOff(.post, "/v1/datasets/team/notes/commits", tar, story)
        }
        #expect(try UploadStoryTests.files(of: story) == before)
        #expect(try story.stop().status == 0)
        #expect(try story.check().status == 0)
    }

    @Test func `a blob that is there already is not stored again`() throws {
        let story = try Story()
        for byteCount in [10, 300 * 1024] {
            let bytes = [UInt8](repeating: 2, count: byteCount)
            let target = "/v1/blobs/\(Digest.of(bytes))"
            #expect(try story.ask(.put, target, body: .bytes(bytes)).status == 201)
            let before = try UploadStoryTests.files(of: story)
            for _ in 0..<3 {
                #expect(try story.ask(.put, target, body: .bytes(bytes)).status == 200)
            }
            #expect(try UploadStoryTests.files(of: story) == before)
        }
        #expect(try story.stop().status == 0)
        #expect(try story.check().document["blobs"] == 2)
    }

    /// Sends all of a body but its last byte, and hangs up.
    private static func breakOff(
        _ method: HTTP.Method, _ target: String, _ bytes: [UInt8], _ story: Story
    ) throws {
        var rest = bytes.dropLast()
        let body = ClientBody.stream(byteCount: Int64(bytes.count)) {
            let piece = rest.prefix(100_000)
            rest = rest.dropFirst(100_000)
            if piece.isEmpty { throw StoryError.unexpected("broken off") }
            return Array(piece)
        }
        let fields = method == .post ? [Field("Content-Type", "application/x-tar")] : []
        #expect(throws: ClientError.self) {
            _ = try story.ask(method, target, fields: fields, body: body)
        }
    }

    /// The store's files with their sizes, once nothing is being written any more.
    private static func files(of story: Story) throws -> [String: Int] {
        var files: [String: Int] = [:]
        // The daemon hears of a client's end a moment after it.
        for _ in 0..<200 {
            files = try TemporaryDirectory.contents(of: story.data + "/store").mapValues(\.count)
            if !files.keys.contains(where: { $0.hasPrefix("tmp/") }) { return files }
            poll(nil, 0, 20)
        }
        return files
    }
}
