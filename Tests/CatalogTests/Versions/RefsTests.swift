import Codecs
import Records
import SQL
import Testing

@testable import Catalog

/// Branches and tags.
struct RefsTests {
    private let fixture: CatalogFixture
    private var refs: Refs { Refs(fixture.storage) }
    private let side = RefName(unchecked: "side")

    init() throws {
        fixture = try CatalogFixture()
        try fixture.commit([("a", "1"), ("b", "2")])
        try fixture.commit([("a", "2")])
    }

    private func number(_ reference: String) throws -> Int {
        try Datasets(fixture.storage).version(VersionReference(reference), of: fixture.path).number
    }

    @discardableResult
    private func put(
        _ name: String, _ kind: Ref.Kind, to version: String, expected: Int? = nil
    ) throws -> (ref: Ref, isNew: Bool) {
        try refs.put(
            RefName(name), kind, to: VersionReference(version), of: fixture.path,
            expected: expected, author: "tester")
    }

    @Test func `a dataset has the branch main from its first version on`() throws {
        #expect(try number("main") == 2)
        #expect(try refs.list(of: fixture.path, after: nil, limit: 10).map(\.name) == [.main])
    }

    @Test func `a name stands for its version, and a branch moves with its commits alone`() throws {
        try put("side", .branch, to: "1")
        try put("v1", .tag, to: "1")
        try fixture.commit([("c", "3")], branch: side)
        #expect(try number("side") == 3)
        #expect(try number("v1") == 1 && number("main") == 2 && number("latest") == 2)
        let head = try Datasets(fixture.storage).version(.ref(side), of: fixture.path)
        #expect(head.parent == 1 && head.sampleCount == 3)
        try fixture.commit([("d", "3")])
        #expect(try number("side") == 3 && number("main") == 4)
    }

    @Test func `a tag never moves`() throws {
        #expect(try put("v1", .tag, to: "1").isNew)
        #expect(try !put("v1", .tag, to: "1").isNew)
        let tag = try refs.ref(RefName("v1"), of: fixture.path)
        for kind in Ref.Kind.allCases {
            #expect(throws: CatalogError.refExists(tag)) {
                try put("v1", kind, to: "2", expected: 1)
            }
        }
        #expect(throws: CatalogError.refExists(tag)) {
            try fixture.commit([("c", "3")], branch: RefName(unchecked: "v1"))
        }
        try refs.delete(RefName("v1"), of: fixture.path)
        #expect(try put("v1", .tag, to: "2").isNew)
    }

    @Test func `a branch is moved only by who knows where it stands`() throws {
        try put("side", .branch, to: "1")
        let ref = try refs.ref(side, of: fixture.path)
        #expect(throws: CatalogError.refUnconditional(ref)) { try put("side", .branch, to: "2") }
        #expect(throws: CatalogError.refMoved(side, expected: 2, current: ref.version)) {
            try put("side", .branch, to: "2", expected: 2)
        }
        #expect(throws: CatalogError.refMoved(side, expected: 0, current: ref.version)) {
            try put("side", .branch, to: "1", expected: 0)
        }
        #expect(try !put("side", .branch, to: "2", expected: 1).isNew)
        #expect(try number("side") == 2)
    }

    @Test func `a commit is made only for the head that its author knows`() throws {
        let head = try Datasets(fixture.storage).version(.latest, of: fixture.path)
        #expect(throws: CatalogError.refMoved(.main, expected: 1, current: head)) {
            try fixture.commit([("c", "3")], expected: 1)
        }
        #expect(throws: CatalogError.refMoved(.main, expected: 0, current: head)) {
            try fixture.commit([("c", "3")], expected: 0)
        }
        #expect(try fixture.commit([("c", "3")], expected: 2).version.number == 3)
        #expect(throws: CatalogError.refMissing(fixture.path, side)) {
            try fixture.commit([("c", "3")], branch: side)
        }
    }

    @Test func `names are deleted and versions are not; main stays`() throws {
        try put("side", .branch, to: "1")
        try fixture.commit([("c", "3")], branch: side)
        try refs.delete(side, of: fixture.path)
        #expect(throws: CatalogError.refMissing(fixture.path, side)) {
            try refs.delete(side, of: fixture.path)
        }
        #expect(throws: CatalogError.refIsMain) { try refs.delete(.main, of: fixture.path) }
        #expect(try number("3") == 3)
    }

    @Test(arguments: ["latest", "12", "-a", "", "a/b", "sha256:12"])
    func `what names a version otherwise is no name`(_ text: String) {
        #expect(!RefName.admits(text))
    }

    @Test func `refs are listed in the order of their names, page by page`() throws {
        for name in ["b", "a", "z"] { try put(name, .tag, to: "1") }
        let first = try refs.list(of: fixture.path, after: nil, limit: 2).map(\.name)
        let rest = try refs.list(of: fixture.path, after: first.last, limit: 9).map(\.name)
        #expect((first + rest).map(\.text) == ["a", "b", "main", "z"])
    }
}
