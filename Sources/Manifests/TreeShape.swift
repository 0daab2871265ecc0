/// Where the pages of a manifest end: a function of the samples' keys and of nothing else.
///
/// Every key has a hash: FNV-1a with 64 bits over the key's UTF-8, then the finaliser of
/// SplitMix64. A leaf ends after a key whose lower 32 bits are a multiple of `leafTarget`, unless
/// the leaf has fewer than `leafTarget / 4` samples; after `4 * leafTarget` it ends in any case.
/// A descriptor page ends in the same way after a leaf: by the upper 32 bits of the hash of the
/// leaf's last key, and `pageTarget`.
///
/// Since each page begins afresh, equal runs of keys are cut equally, whatever was there before:
/// the tree does not depend on the order of commits, and two versions share their pages. The hash
/// need not resist an attacker: minimum and maximum bound what chosen keys can do.
struct TreeShape: Equatable, Sendable {
    /// Samples in a leaf, about.
    let leafTarget: Int
    /// Leaves in a descriptor page, about.
    let pageTarget: Int

    /// What new manifests get. Scattered commits write whole leaves (small is better), every leaf
    /// costs a descriptor (large is better).
    static let standard = TreeShape(leafTarget: 128, pageTarget: 256)

    /// Whether a leaf of so many samples ends after this key.
    func leafEnds(after key: String, sampleCount: Int) -> Bool {
        ends(
            UInt32(truncatingIfNeeded: TreeShape.hash(key)), count: sampleCount, target: leafTarget)
    }

    /// Whether a descriptor page of so many leaves ends after a leaf with this last key.
    func pageEnds(after key: String, leafCount: Int) -> Bool {
        ends(UInt32(TreeShape.hash(key) >> 32), count: leafCount, target: pageTarget)
    }

    private func ends(_ hash: UInt32, count: Int, target: Int) -> Bool {
        count >= 4 * target || (count >= target / 4 && hash % UInt32(target) == 0)
    }

    static func hash(_ key: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }
}
