import Catalog
import Codecs
import Formats
import Manifests
import Records
import Testing

struct CommitDraftTests {
    @Test func `a commit makes a version whose samples can be read back`() throws {
        let fixture = try CatalogFixture()
        let result = try fixture.commit([("a", "1"), ("b", "2")])
        #expect(result.isNewVersion && result.version.number == 1)
        #expect(result.addedCount == 2 && result.version.sampleCount == 2)
        let manifest = try Datasets(fixture.storage).manifest(.latest, of: fixture.path).manifest
        let sample = try #require(try manifest.sample(try SampleKey("b")))
        #expect(sample.fields["cls"] == 2)
        let digest = try #require(sample.parts.first?.digest)
        #expect(try StoredBlobs(fixture.storage).bytes(of: digest) == Array("2".utf8))
    }

    @Test func `the same commit again adds no blob and makes no version`() throws {
        let fixture = try CatalogFixture()
        let first = try fixture.commit([("a", "1"), ("b", "2")])
        let second = try fixture.commit([("a", "1"), ("b", "2")])
        #expect(!second.isNewVersion && second.version == first.version)
        #expect(second.newBlobCount == 0 && second.newByteCount == 0)
        #expect(second.unchangedCount == 2 && second.addedCount == 0)
    }

    @Test func `a commit adds to the newest version and a replacing one does not`() throws {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1")])
        let added = try fixture.commit([("b", "2")])
        #expect(added.version.sampleCount == 2)
        let replaced = try fixture.commit([("c", "3")], replacesAll: true)
        #expect(replaced.version.sampleCount == 1 && replaced.removedCount == 2)
    }

    @Test func `a version does not depend on the order in which its samples came`() throws {
        let forward = try CatalogFixture()
        let backward = try CatalogFixture()
        let samples = (0..<500).map { (key: "k\($0)", text: "\($0 % 10)") }
        let first = try forward.commit(samples)
        try backward.commit(Array(samples[250...].reversed()))
        let second = try backward.commit(Array(samples[..<250]))
        #expect(first.version.digest == second.version.digest)
    }

    @Test func `a truncated archive stores nothing that can be seen`() throws {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1")])
        let draft = try CommitDraft(
            fixture.storage, of: fixture.path, encoding: .tar,
            options: CommitOptions(split: .none, replacesAll: false, message: "", author: "t"))
        var writer = TarWriter()
        try draft.append(writer.member(path: "z.cls", content: [0x31]))
        #expect(throws: TarError.self) { try draft.finish() }
        #expect(try Datasets(fixture.storage).dataset(fixture.path).latest?.sampleCount == 1)
    }

    @Test func `an empty commit is refused`() throws {
        let fixture = try CatalogFixture()
        #expect(throws: CatalogError.commitEmpty) { try fixture.commit([]) }
    }

    @Test func `lines put samples of known blobs, keep fields as a part, and remove`() throws {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1")])
        let digest = Digest.of(Array("1".utf8))
        let text = """
            {"put": {"key": "n", "fields": {"q": "why"}, "parts": \
            {"cls": {"digest": "\(digest)", "bytes": 1}}}}
            {"remove": "a"}
            """
        let draft = try CommitDraft(
            fixture.storage, of: fixture.path, encoding: .jsonLines,
            options: CommitOptions(split: .none, replacesAll: false, message: "", author: "t"))
        try draft.append(Array(text.utf8))
        let result = try draft.finish()
        #expect(result.addedCount == 1 && result.removedCount == 1)
        let manifest = try Datasets(fixture.storage).manifest(.latest, of: fixture.path).manifest
        let sample = try manifest.sample(at: 0)
        #expect(sample.parts.map(\.name.text) == ["cls", "json"])
    }

    @Test func `wrong lines are told by number and nothing is stored`() throws {
        let fixture = try CatalogFixture()
        try fixture.commit([("a", "1")])
        let missing = Digest.of([1, 2, 3])
        let text = """
            {"put": {"key": "n", "parts": {"x": {"digest": "\(missing)", "bytes": 3}}}}

            {"remove": "a", "also": 1}
            """
        let draft = try CommitDraft(
            fixture.storage, of: fixture.path, encoding: .jsonLines,
            options: CommitOptions(split: .none, replacesAll: false, message: "", author: "t"))
        try draft.append(Array(text.utf8))
        #expect {
            try draft.finish()
        } throws: { error in
            guard case CatalogError.linesRefused(let errors, let count) = error else {
                return false
            }
            return count == 2 && errors.map(\.line) == [1, 3]
        }
        #expect(try Datasets(fixture.storage).dataset(fixture.path).latest?.number == 1)
    }
}
