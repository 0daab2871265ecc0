import Codecs
import Records
import TestSupport
import Testing

@testable import Manifests

struct SampleDifferenceTests {
    /// Goal: differences(a, b) applied to a give b.
    /// Method: random pairs of versions, small pages, listings of random length.
    @Test(arguments: 0..<16 as Range<UInt64>)
    func `differences applied to the old version give the new one`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pages = MemoryPages()
        var versions: [Manifest] = []
        for keep in [0.2, 0.9] {
            var changes: [ManifestChange] = []
            for index in 0..<600 where Double.random(in: 0..<1, using: &random) < keep {
                let variant = Int.random(in: 0..<30, using: &random) == 0 ? 1 : 0
                changes.append(.put(try sample("\(1000 + index)", variant: variant)))
            }
            versions.append(try apply(changes, to: nil, in: pages))
        }
        for (old, new) in [(versions[0], versions[1]), (versions[1], versions[0])] {
            let limit = Int.random(in: 1...40, using: &random)
            let changes = try all(old, new, limit: limit).map(change(for:))
            #expect(try apply(changes, to: old, in: pages).root == new.root, "seed \(seed)")
        }
    }

    private func change(for difference: SampleDifference) -> ManifestChange {
        switch difference {
        case .added(let sample), .changed(_, let sample): .put(sample)
        case .removed(let sample): .remove(sample.key)
        }
    }

    private func all(_ old: Manifest, _ new: Manifest, limit: Int) throws -> [SampleDifference] {
        var found: [SampleDifference] = []
        while true {
            let page = try differences(from: old, to: new, after: found.last?.key, limit: limit)
            found += page
            if page.count < limit { return found }
        }
    }

    @Test func `each kind of difference is told with its samples`() throws {
        let pages = MemoryPages()
        let old = try apply(["a", "b", "c"].map { .put(try sample($0)) }, to: nil, in: pages)
        let new = try apply(
            [.remove(SampleKey("a")), .put(sample("b", variant: 1)), .put(sample("d"))], to: old,
            in: pages)
        let expected: [SampleDifference] = try [
            .removed(canonical(sample("a"))),
            .changed(old: canonical(sample("b")), new: canonical(sample("b", variant: 1))),
            .added(canonical(sample("d"))),
        ]
        #expect(try differences(from: old, to: new, after: nil, limit: 10) == expected)
        let after = try SampleKey("a")
        #expect(
            try differences(from: old, to: new, after: after, limit: 1) == [expected[1]])
        #expect(try differences(from: old, to: old, after: nil, limit: 10).isEmpty)
    }

    @Test func `a text in another normal form is a change`() throws {
        let pages = MemoryPages()
        let versions = try ["caf\u{E9}", "cafe\u{301}"].map { text in
            var fields = JSONObject()
            fields["text"] = .string(text)
            let sample = Sample(key: try SampleKey("k"), parts: [], fields: fields, split: nil)
            return try apply([.put(sample)], to: nil, in: pages)
        }
        #expect(
            try differences(from: versions[0], to: versions[1], after: nil, limit: 9).count == 1)
    }

    @Test func `equal pages are not read`() throws {
        let pages = MemoryPages()
        let old = try apply(
            (0..<3000).map { .put(try sample("\(10000 + $0)")) }, to: nil, in: pages)
        let new = try apply([.put(sample("11500", variant: 1))], to: old, in: pages)
        let before = pages.readCount
        let fresh = try [old, new].map { try Manifest(root: $0.root, pages: pages) }
        #expect(try differences(from: fresh[0], to: fresh[1], after: nil, limit: 9).count == 1)
        #expect(pages.readCount - before <= 8, "two roots, two descriptor pages, two leaves")
    }
}
