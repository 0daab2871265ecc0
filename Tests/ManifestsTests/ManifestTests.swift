import Codecs
import Records
import Testing

@testable import Manifests

struct ManifestTests {
    let pages = MemoryPages()
    let samples: [Sample]
    let manifest: Manifest

    init() throws {
        samples = try (0..<700).map { try sample("k/\(1000 + $0)", variant: $0) }
        manifest = try apply(samples.map { .put($0) }, to: nil, in: pages)
    }

    @Test func `samples come back as they went in, with their fields in order`() throws {
        #expect(try manifest.allSamples() == samples.map(canonical))
    }

    @Test func `counts and bytes are those of the samples`() throws {
        #expect(manifest.sampleCount == samples.count)
        #expect(manifest.byteCount == samples.reduce(0) { $0 + $1.byteCount })
        var counts: [SplitName: Int] = [:]
        for sample in samples { if let split = sample.split { counts[split, default: 0] += 1 } }
        #expect(
            Dictionary(uniqueKeysWithValues: manifest.splitCounts.map { ($0.0, $0.1) }) == counts)
        #expect(manifest.splitCounts.map(\.0) == counts.keys.sorted())
    }

    @Test func `positions and keys are inverse`() throws {
        for (position, sample) in samples.enumerated() {
            #expect(try manifest.position(of: sample.key) == position)
            #expect(try manifest.sample(at: position).key == sample.key)
            #expect(try manifest.sample(sample.key) == canonical(sample))
        }
    }

    @Test(arguments: ["a", "k/0999", "k/1000x", "k/1699x", "k/1700", "z"])
    func `a key that is not there has no position`(text: String) throws {
        #expect(try manifest.position(of: SampleKey(text)) == nil)
        #expect(try manifest.sample(SampleKey(text)) == nil)
    }

    @Test(arguments: [-1, 700, Int.max, Int.min])
    func `a position outside is refused`(position: Int) {
        #expect(throws: ManifestError.outOfRange(position: position, sampleCount: 700)) {
            try manifest.sample(at: position)
        }
    }

    @Test func `a range yields its positions in order`() throws {
        var seen: [Int] = []
        try manifest.forEach(in: 13..<277) { position, sample in
            seen.append(position)
            #expect(sample.key == samples[position].key)
        }
        #expect(seen == Array(13..<277))
        #expect(throws: ManifestError.self) { try manifest.forEach(in: 0..<701) { _, _ in } }
    }

    @Test func `pages of a listing continue after the last key`() throws {
        var listed: [SampleKey] = []
        while true {
            let page = try manifest.samples(after: listed.last, limit: 37)
            if page.isEmpty { break }
            listed += page.map(\.key)
        }
        #expect(listed == samples.map(\.key))
        #expect(try manifest.samples(after: SampleKey("k/1500x"), limit: 1)[0].key.text == "k/1501")
        #expect(try manifest.samples(after: nil, limit: Int.max).count == 700)
    }

    @Test func `every page is listed once, and every page written is`() throws {
        var listed: [Digest] = []
        try manifest.forEachPage { listed.append($0) }
        #expect(Set(listed) == pages.digests)
        #expect(Set(listed).count == listed.count)
    }

    @Test func `a missing page is the reader's error`() {
        #expect(throws: MemoryPages.Missing.self) {
            try Manifest(root: Digest.of([9]), pages: pages)
        }
    }

    @Test func `keys in two normal forms are two samples`() throws {
        let twins = try ["caf\u{E9}", "cafe\u{301}"].map { try sample($0) }
        let both = try apply(twins.map { .put($0) }, to: nil, in: pages)
        #expect(both.sampleCount == 2)
        let one = try apply([.remove(twins[0].key)], to: both, in: pages)
        #expect(try one.allSamples().map(\.key) == [twins[1].key])
    }
}
