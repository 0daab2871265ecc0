import Codecs
import Manifests
import Records
import Testing

@testable import Catalog

/// Merges and reverts of small histories.
struct MergesTests {
    private let fixture: CatalogFixture
    private let side = RefName(unchecked: "side")

    /// Version 1 is on main and side.
    init() throws {
        fixture = try CatalogFixture()
        try fixture.commit([("a", "1"), ("b", "1"), ("c", "1")])
        _ = try Refs(fixture.storage).put(
            side, .branch, to: .latest, of: fixture.path, expected: 0, author: "tester")
    }

    private func request(
        into branch: RefName = .main, expected: Int? = nil,
        preferring preferred: ThreeWayMerge.Side? = nil
    ) -> Merges.Request {
        Merges.Request(
            path: fixture.path, branch: branch, expected: expected, preferred: preferred,
            message: "why", author: "tester")
    }

    @discardableResult
    private func merge(
        _ source: String = "side", _ request: Merges.Request? = nil
    ) throws -> Merges.Result {
        try Merges(fixture.storage).merge(VersionReference(source), request ?? self.request())
    }

    /// The text of each sample of a version.
    private func samples(_ reference: String = "main") throws -> [String: String] {
        let manifest = try Datasets(fixture.storage).manifest(
            VersionReference(reference), of: fixture.path
        ).manifest
        let texts = try manifest.samples(after: nil, limit: 100).map { sample in
            let bytes = try StoredBlobs(fixture.storage).bytes(of: sample.parts[0].digest)
            return (sample.key.text, String(decoding: bytes, as: UTF8.self))
        }
        return Dictionary(uniqueKeysWithValues: texts)
    }

    @Test func `a branch gets what the other has changed, and keeps what it has`() throws {
        try fixture.commit([("a", "main"), ("m", "main")])
        try fixture.commit([("b", "side"), ("s", "side")], branch: side)
        let result = try merge()
        #expect(result.outcome == .merged && result.changeCount == 2)
        #expect(result.version.number == 4 && result.version.parent == 2)
        #expect(result.version.mergedParent == 3 && result.version.message == "why")
        #expect(
            try samples() == ["a": "main", "b": "side", "c": "1", "m": "main", "s": "side"])
        #expect(try merge().outcome == .unchanged)
        // The other way there is nothing of its own left: the branch moves.
        let back = try merge("main", request(into: side))
        #expect(back.outcome == .forwarded && back.version.number == 4)
    }

    @Test func `a second merge begins where the first one ended`() throws {
        try fixture.commit([("a", "main")])
        try fixture.commit([("b", "side")], branch: side)
        try merge()
        try fixture.commit([("a", "main again")])
        try fixture.commit([("b", "side again")], branch: side)
        #expect(try merge().changeCount == 1)
        #expect(try samples() == ["a": "main again", "b": "side again", "c": "1"])
    }

    @Test func `a conflict changes nothing, and is settled by who says which side stands`() throws {
        try fixture.commit([("a", "main"), ("b", "main")])
        try fixture.commit([("a", "side"), ("c", "side")], branch: side)
        #expect {
            try merge()
        } throws: { error in
            guard case .mergeConflicts(let conflicts, let count) = error as? CatalogError else {
                return false
            }
            return count == 1 && conflicts.map(\.key.text) == ["a"]
        }
        #expect(try samples("main") == ["a": "main", "b": "main", "c": "1"])
        #expect(
            try Datasets(fixture.storage).versions(of: fixture.path, before: nil, limit: 9).count
                == 3)
        try merge("side", request(preferring: .from))
        #expect(try samples() == ["a": "side", "b": "main", "c": "side"])
    }

    @Test func `a merge is made only for the head that its author knows`() throws {
        try fixture.commit([("a", "main")])
        try fixture.commit([("b", "side")], branch: side)
        let head = try Datasets(fixture.storage).version(.latest, of: fixture.path)
        #expect(throws: CatalogError.refMoved(.main, expected: 1, current: head)) {
            try merge("side", request(expected: 1))
        }
        #expect(try merge("side", request(expected: 2)).outcome == .merged)
    }

    @Test func `a revert takes back one version and keeps those after it`() throws {
        try fixture.commit([("a", "2"), ("n", "2")])
        try fixture.commit([("b", "3")])
        let result = try Merges(fixture.storage).revert(.number(2), request())
        #expect(result.version.number == 4 && result.version.mergedParent == nil)
        #expect(try samples() == ["a": "1", "b": "3", "c": "1"])
        #expect(try Merges(fixture.storage).revert(.number(2), request()).outcome == .unchanged)
        // A revert is a version as well: it is taken back the same way.
        _ = try Merges(fixture.storage).revert(.number(4), request())
        #expect(try samples() == ["a": "2", "b": "3", "c": "1", "n": "2"])
    }

    @Test func `what was changed again since is a conflict of a revert`() throws {
        try fixture.commit([("a", "2")])
        try fixture.commit([("a", "3")])
        #expect(throws: CatalogError.self) {
            try Merges(fixture.storage).revert(.number(2), request())
        }
        _ = try Merges(fixture.storage).revert(.number(2), request(preferring: .from))
        #expect(try samples()["a"] == "1")
    }

    @Test func `before the first version there is nothing`() throws {
        #expect(throws: CatalogError.nothingBefore(1)) {
            try Merges(fixture.storage).revert(.number(1), request())
        }
    }
}
