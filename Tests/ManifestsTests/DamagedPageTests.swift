import Codecs
import Records
import TestSupport
import Testing

@testable import Manifests

/// Goal: no bytes of a page make the reader crash, and none with an error pass for samples.
struct DamagedPageTests {
    let digest = Digest.of([])

    private func leaf() throws -> [UInt8] {
        try LeafPage.write((0..<20).map { try sample("\(100 + $0)", variant: $0) })
    }

    private func index() throws -> [UInt8] {
        let children = try (0..<9).map { index in
            try Child(
                leaf: [sample("\(100 + index)", variant: index)], digest: Digest.of([UInt8(index)]))
        }
        return try IndexPage.write(children, level: .descriptors, shape: .small)
    }

    @Test func `any flipped bit is found`() throws {
        let leaf = try leaf()
        let index = try index()
        for offset in leaf.indices {
            var bytes = leaf
            bytes[offset] ^= 1
            #expect(throws: ManifestError.self) { try LeafPage(bytes, of: digest) }
        }
        for offset in index.indices {
            var bytes = index
            bytes[offset] ^= 0x80
            #expect(throws: ManifestError.self) {
                try IndexPage(bytes, of: digest, level: .descriptors)
            }
        }
    }

    @Test func `any shorter page is corrupt`() throws {
        let leaf = try leaf()
        for count in leaf.indices {
            #expect(throws: ManifestError.corrupt(digest)) {
                try LeafPage(Array(leaf.prefix(count)), of: digest)
            }
        }
    }

    @Test func `a later format is told from damage`() throws {
        var bytes = Array(try leaf().dropLast(4))
        bytes[4] = 2
        bytes.appendChecksum()
        let later = bytes
        #expect(throws: ManifestError.unsupportedFormat(digest, version: 2)) {
            try LeafPage(later, of: digest)
        }
    }

    /// Method: random bytes in random places, with a right checksum so that every check is reached.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `random bytes with a right checksum never crash`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let originals = try [Array(leaf().dropLast(4)), Array(index().dropLast(4))]
        for _ in 0..<2000 {
            var bytes = originals[Int.random(in: 0..<2, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let end = Bool.random(using: &random) ? 40 : bytes.count
                let offset = Int.random(in: 6..<end, using: &random)
                let special: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
                bytes[offset] = special.randomElement(using: &random) ?? 0
            }
            bytes.appendChecksum()
            if let page = try? LeafPage(bytes, of: digest) {
                for index in 0..<page.sampleCount { _ = try? page.sample(index) }
                _ = page.lowerBound(of: Array("110".utf8))
            }
            if let page = try? IndexPage(bytes, of: digest, level: .descriptors) {
                for index in 0..<page.childCount { _ = try? page.child(index) }
                _ = page.childIndex(of: Array("104".utf8))
                _ = page.childIndex(at: 4)
            }
        }
    }

    @Test func `pages in each other's place are corrupt`() throws {
        let leaf = try leaf()
        let index = try index()
        #expect(throws: ManifestError.corrupt(digest)) { try LeafPage(index, of: digest) }
        #expect(throws: ManifestError.corrupt(digest)) {
            try IndexPage(leaf, of: digest, level: .root)
        }
        #expect(throws: ManifestError.corrupt(digest)) {
            try IndexPage(index, of: digest, level: .root)
        }
    }

    /// Method: every page of a tree is exchanged for another page of its kind.
    @Test func `a page of another place is corrupt and not a crash`() throws {
        let pages = MemoryPages()
        let manifest = try apply(
            (0..<300).map { .put(try sample("\(1000 + $0)")) }, to: nil, in: pages)
        var digests: [Digest] = []
        try manifest.forEachPage { digests.append($0) }
        for (index, digest) in digests.enumerated().dropFirst() {
            let swapped = MemoryPages()
            for digest in digests { swapped.put(digest, try pages.page(digest)) }
            swapped.put(digest, try pages.page(digests[(index + 3) % digests.count]))
            let damaged = try Manifest(root: manifest.root, pages: swapped)
            for position in 0..<damaged.sampleCount { _ = try? damaged.sample(at: position) }
            for position in 0..<damaged.sampleCount {
                _ = try? damaged.position(of: SampleKey("\(1000 + position)"))
            }
            _ = try? differences(from: manifest, to: damaged, after: nil, limit: 1000)
            _ = try? apply([.remove(SampleKey("1100"))], to: damaged, in: swapped)
        }
    }
}
