import Codecs
import Records
import TestSupport
import Testing

@testable import Manifests

struct ManifestPositionsTests {
    let pages = MemoryPages()
    let samples: [Sample]
    let manifest: Manifest

    init() throws {
        samples = try (0..<700).map { try sample("k/\(1000 + $0)", variant: $0) }
        manifest = try apply(samples.map { .put($0) }, to: nil, in: pages)
    }

    @Test func `samples come in the order of the positions, repeated ones too`() throws {
        var random = SeededGenerator(seed: 5)
        for count in [0, 1, 2, 50, 700] {
            let positions = (0..<count).map { _ in Int.random(in: 0..<700, using: &random) }
            #expect(
                try manifest.samples(at: positions).map(\.key) == positions.map { samples[$0].key })
        }
    }

    @Test func `each leaf is read once, however the positions are mixed`() throws {
        _ = try manifest.samples(at: Array(0..<700))
        let before = pages.readCount  // the page of descriptors is kept by now
        _ = try manifest.samples(at: (0..<700).shuffled())
        var pageCount = 0
        try manifest.forEachPage { _ in pageCount += 1 }
        #expect(pages.readCount - before == pageCount - 1 - manifest.index.childCount)
    }

    @Test(arguments: [-1, 700])
    func `a position outside is refused`(position: Int) {
        #expect(throws: ManifestError.outOfRange(position: position, sampleCount: 700)) {
            try manifest.samples(at: [3, position])
        }
    }
}
