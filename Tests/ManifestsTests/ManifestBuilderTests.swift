import Codecs
import Records
import TestSupport
import Testing

@testable import Manifests

struct ManifestBuilderTests {
    /// Goal: an accidental change of the format fails.
    /// Method: a fixed dataset has the root that it had when the format was fixed, and that a
    /// program gave which was written from the format's description alone.
    @Test func `a fixed dataset keeps its digest`() throws {
        let pages = MemoryPages()
        let changes = try (0..<1000).map {
            ManifestChange.put(try sample("images/\(1000 + $0)", variant: $0))
        }
        let root = try ManifestBuilder.apply(changes, to: nil) { pages.put($0, $1) }
        #expect(
            root.description
                == "sha256:1b1eaa97c8c427573af13545d656d7a2c216f81e495253c5bad30df81f418bc0")
    }

    /// Goal: the tree is a function of its samples.
    /// Method: random histories of puts, replacements and removals against a build from nothing.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `any history of commits gives the tree of its last samples`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pages = MemoryPages()
        var model: [String: Int] = [:]
        var manifest: Manifest?
        for _ in 0..<12 {
            let isShrinking = Int.random(in: 0..<4, using: &random) == 0
            let changes = try randomChanges(&random, model: &model, isShrinking: isShrinking)
            manifest = try apply(changes, to: manifest, in: pages)
            let fresh = try apply(
                model.map { .put(try sample($0.key, variant: $0.value)) }, to: nil, in: pages)
            #expect(manifest?.root == fresh.root, "seed \(seed)")
        }
    }

    private func randomChanges(
        _ random: inout SeededGenerator, model: inout [String: Int], isShrinking: Bool
    ) throws -> [ManifestChange] {
        var changes: [String: ManifestChange] = [:]
        let size = [1, 5, 60, 300].randomElement(using: &random) ?? 1
        for _ in 0..<size {
            let key = "k/\(Int.random(in: 0..<1500, using: &random))"
            if isShrinking || Int.random(in: 0..<5, using: &random) == 0 {
                changes[key] = .remove(try SampleKey(key))
                model[key] = nil
            } else {
                let variant = Int.random(in: 0..<9, using: &random)
                changes[key] = .put(try sample(key, variant: variant))
                model[key] = variant
            }
        }
        return Array(changes.values)
    }

    @Test func `removing the key that ends a leaf gives the tree without it`() throws {
        let pages = MemoryPages()
        let keys = (0..<400).map { "\(1000 + $0)" }
        let full = try apply(keys.map { .put(try sample($0)) }, to: nil, in: pages)
        for key in keys where TreeShape.small.leafEnds(after: key, sampleCount: 8) {
            let edited = try apply([.remove(try SampleKey(key))], to: full, in: pages)
            let fresh = try apply(
                keys.filter { $0 != key }.map { .put(try sample($0)) }, to: nil, in: pages)
            #expect(edited.root == fresh.root, "\(key)")
        }
    }

    /// Goal: a page is taken over only where one begins.
    /// Method: very small pages; each key in turn is added or removed.
    @Test func `adding or removing any one key gives the tree of the others with or without it`()
        throws
    {
        let shape = TreeShape(leafTarget: 4, pageTarget: 4)
        let pages = MemoryPages()
        func bare(_ key: Int) throws -> Sample {
            Sample(
                key: try SampleKey("\(1000 + key)"), parts: [], fields: JSONObject(), split: nil)
        }
        func build(_ keys: [Int]) throws -> Manifest {
            try apply(keys.map { .put(try bare($0)) }, to: nil, in: pages, shape: shape)
        }
        let odd = (0..<300).filter { $0 % 2 == 1 }
        let manifest = try build(odd)
        for key in 0..<300 {
            let isThere = key % 2 == 1
            let change = isThere ? ManifestChange.remove(try bare(key).key) : .put(try bare(key))
            let fresh = try build(isThere ? odd.filter { $0 != key } : odd + [key])
            #expect(try apply([change], to: manifest, in: pages).root == fresh.root, "\(key)")
        }
    }

    /// Goal: leaves that end by their maximum are cut alike too.
    /// Method: only keys whose hash never ends a leaf.
    @Test func `keys that never end a leaf are cut by the maximum, in any history`() throws {
        let pages = MemoryPages()
        let keys = (0..<3000).map { "\(10000 + $0)" }.filter {
            !TreeShape.small.leafEnds(after: $0, sampleCount: 8)
        }
        let odd = keys.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        let even = keys.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        let whole = try apply(keys.map { .put(try sample($0)) }, to: nil, in: pages)
        let first = try apply(odd.map { .put(try sample($0)) }, to: nil, in: pages)
        let second = try apply(even.map { .put(try sample($0)) }, to: first, in: pages)
        #expect(second.root == whole.root)
        #expect(try whole.leaf(0, of: whole.descriptors(0)).sampleCount == 32)
    }

    @Test func `removing everything gives the empty tree`() throws {
        let pages = MemoryPages()
        let full = try apply((0..<100).map { .put(try sample("\($0)")) }, to: nil, in: pages)
        let empty = try apply(
            (0..<100).map { .remove(try SampleKey("\($0)")) }, to: full, in: pages)
        #expect(try empty.root == apply([], to: nil, in: pages).root)
        #expect(empty.sampleCount == 0)
        #expect(try empty.samples(after: nil, limit: 10).isEmpty)
    }

    @Test func `no change gives the same root and reads no page below it`() throws {
        let pages = MemoryPages()
        let full = try apply((0..<500).map { .put(try sample("\($0)")) }, to: nil, in: pages)
        let again = try Manifest(root: full.root, pages: pages)
        let before = pages.readCount
        let root = try ManifestBuilder.apply([], to: again) { _, _ in }
        #expect(root == full.root)
        #expect(pages.readCount == before)
    }

    @Test func `one change in many samples reads and writes few pages`() throws {
        let pages = MemoryPages()
        let full = try apply(
            (0..<2000).map { .put(try sample("\(10000 + $0)")) }, to: nil, in: pages)
        let again = try Manifest(root: full.root, pages: pages)
        let before = pages.readCount
        var emitted = 0
        _ = try ManifestBuilder.apply([.put(try sample("11000", variant: 5))], to: again) { _, _ in
            emitted += 1
        }
        #expect(emitted == 3, "a leaf, a descriptor page, the root")
        #expect(pages.readCount - before == 2, "the old leaf and the old descriptor page")
    }

    @Test func `removing a key that is not there changes nothing`() throws {
        let pages = MemoryPages()
        let full = try apply((0..<50).map { .put(try sample("\($0)")) }, to: nil, in: pages)
        let keys = ["00", "25x", "99"]
        let edited = try apply(keys.map { .remove(try SampleKey($0)) }, to: full, in: pages)
        #expect(edited.root == full.root)
    }

    @Test func `what a manifest cannot hold is refused`() throws {
        let key = try SampleKey("k")
        let part = Part(name: try PartName("a"), digest: Digest.of([]), byteCount: 1)
        func build(_ parts: [Part], _ fields: JSONObject = JSONObject()) throws {
            let sample = Sample(key: key, parts: parts, fields: fields, split: nil)
            _ = try ManifestBuilder.apply([.put(sample)], to: nil) { _, _ in }
        }
        #expect(throws: ManifestError.duplicatePart(key, part.name)) { try build([part, part]) }
        let many = try (0..<65).map {
            Part(name: try PartName("p\($0)"), digest: Digest.of([]), byteCount: 1)
        }
        #expect(throws: ManifestError.tooManyParts(key, limit: 64)) { try build(many) }
        var fields = JSONObject()
        fields["text"] = .string(String(repeating: "x", count: 64 * 1024))
        #expect(throws: ManifestError.fieldsTooLong(key, byteLimit: 64 * 1024)) {
            try build([part], fields)
        }
        let large = try ["a", "b"].map {
            Part(name: try PartName($0), digest: Digest.of([]), byteCount: Int64.max)
        }
        #expect(throws: ManifestError.tooManyBytes) { try build(large) }
    }

    @Test func `a sixty-fifth split is refused, and so are bytes beyond 63 bits`() throws {
        let changes = try (0..<65).map { index in
            ManifestChange.put(
                Sample(
                    key: try SampleKey("\(1000 + index)"), parts: [], fields: JSONObject(),
                    split: try SplitName("s\(index)")))
        }
        #expect(throws: ManifestError.tooManySplits(limit: 64)) {
            try ManifestBuilder.apply(changes, to: nil) { _, _ in }
        }
        let large = try (0..<600).map { index in
            let part = Part(
                name: try PartName("a"), digest: Digest.of([]), byteCount: Int64.max / 550)
            return ManifestChange.put(
                Sample(
                    key: try SampleKey("\(1000 + index)"), parts: [part], fields: JSONObject(),
                    split: nil))
        }
        #expect(throws: ManifestError.tooManyBytes) {
            try ManifestBuilder.apply(large, to: nil) { _, _ in }
        }
    }
}
