import Testing

@testable import Manifests

struct TreeShapeTests {
    /// Method: computed with another implementation (Python) of FNV-1a and SplitMix64.
    @Test(
        arguments: [
            ("", 0xF52A_15E9_A9B5_E89B), ("a", 0x02C0_BDBF_4814_20F8),
            ("images/000001", 0xE4D5_50C8_D8F5_CD65), ("日本/é", 0x73CB_0104_D455_F56A),
        ] as [(String, UInt64)])
    func `the hash of a key is part of the format`(key: String, hash: UInt64) {
        #expect(TreeShape.hash(key) == hash)
    }

    @Test func `no page ends below its minimum or goes on beyond its maximum`() {
        let shape = TreeShape(leafTarget: 100, pageTarget: 40)
        for index in 0..<1000 {
            let key = "\(index)"
            #expect(!shape.leafEnds(after: key, sampleCount: 24))
            #expect(!shape.pageEnds(after: key, leafCount: 9))
            #expect(shape.leafEnds(after: key, sampleCount: 400))
            #expect(shape.pageEnds(after: key, leafCount: 160))
        }
    }

    @Test func `between, about one key in so many ends a page`() {
        let shape = TreeShape(leafTarget: 100, pageTarget: 50)
        let keys = (0..<20_000).map { "images/\($0)" }
        let leafEnds = keys.filter { shape.leafEnds(after: $0, sampleCount: 50) }
        let pageEnds = leafEnds.filter { shape.pageEnds(after: $0, leafCount: 30) }
        #expect((150...250).contains(leafEnds.count))
        #expect((1...10).contains(pageEnds.count), "the two decisions are independent")
    }
}
