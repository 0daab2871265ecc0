import Codecs
import Records
import Testing

@testable import Manifests

struct ManifestCheckTests {
    let pages = MemoryPages()

    private func tree() throws -> Manifest {
        try apply(
            (0..<300).map { .put(try sample("\(1000 + $0)", variant: $0)) }, to: nil, in: pages)
    }

    /// The root over these leaves, cut as they are given.
    private func root(over leaves: [[Sample]], in pages: MemoryPages) throws -> Manifest {
        func put(_ bytes: [UInt8]) -> Digest {
            pages.put(Digest.of(bytes), bytes)
            return Digest.of(bytes)
        }
        let children = try leaves.map { try Child(leaf: $0, digest: put(LeafPage.write($0))) }
        let page = put(try IndexPage.write(children, level: .descriptors, shape: .small))
        let above = [try Child(page: children, digest: page)]
        let root = put(try IndexPage.write(above, level: .root, shape: .small))
        return try Manifest(root: root, pages: pages)
    }

    @Test func `what the builder makes is in order`() throws {
        try tree().check()
        try apply([], to: nil, in: pages).check()
        try root(over: [[sample("a"), sample("b")]], in: pages).check()
    }

    @Test func `keys out of order are found, in a leaf and between leaves`() throws {
        let (a, b, c) = (try sample("a"), try sample("b"), try sample("c"))
        for leaves in [[[b, a, c]], [[a, a]], [[b], [a]], [[a], [a]]] {
            let manifest = try root(over: leaves, in: pages)
            #expect(throws: ManifestError.self) { try manifest.check() }
        }
    }

    @Test func `leaves that are cut elsewhere are found`() throws {
        let samples = try (0..<20).map { try sample("\(1000 + $0)") }
        let manifest = try root(over: [[samples[0]], Array(samples.dropFirst())], in: pages)
        #expect(throws: ManifestError.self) { try manifest.check() }
    }

    /// Method: one leaf replaced by one of as many samples but other contents.
    @Test func `a leaf that is not what the page above says is found`() throws {
        let manifest = try tree()
        let descriptors = try manifest.descriptors(0)
        let child = try descriptors.child(1)
        let old = try manifest.leaf(1, of: descriptors)
        let samples = try (0..<old.sampleCount).map { try old.sample($0) }
        let replaced = samples.map {
            Sample(key: $0.key, parts: [], fields: $0.fields, split: $0.split)
        }
        let damaged = MemoryPages()
        try manifest.forEachPage { damaged.put($0, try pages.page($0)) }
        damaged.put(child.digest, try LeafPage.write(replaced))
        let reread = try Manifest(root: manifest.root, pages: damaged)
        #expect(throws: ManifestError.corrupt(child.digest)) { try reread.check() }
    }
}
