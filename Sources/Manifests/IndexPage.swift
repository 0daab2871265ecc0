import Codecs
import Records

/// A page of children: descriptor pages list leaves, the root lists descriptor pages.
///
///     offset  bytes          n children, s split names
///          0      4  "CRNI"
///          4      2  format version
///          6      2  level: 1 descriptor page, 2 root
///          8      4  n
///         12      4  leaf target
///         16      4  page target
///         20      2  s
///         22      2  zero
///         24      4  bytes of names
///         28      4  bytes of keys
///         32    8·n  ends of the children's positions, from the first sample of this page
///              8·n  ends of the children's bytes of parts
///             32·n  digests
///            8·n·s  samples by split, child by child
///              4·n  ends of keys
///                …  split names: a byte with the length, then the name
///                …  last keys of the children, end to end
///                4  CRC-32C
final class IndexPage: Sendable {
    enum Level: Int, Sendable {
        case descriptors = 1
        case root = 2
    }

    static let magic: UInt32 = 0x494E_5243
    static let headerByteCount = 32

    let page: PageBytes
    let level: Level
    let shape: TreeShape
    let childCount: Int
    let splitNames: [SplitName]
    private let sampleEnds: PageColumn
    private let byteEnds: PageColumn
    private let digestsOffset: Int
    private let splitCounts: PageColumn
    private let keyEnds: PageColumn
    private let keysOffset: Int

    init(_ bytes: [UInt8], of digest: Digest, level: Level) throws(ManifestError) {
        page = try PageBytes(
            bytes, of: digest, magic: IndexPage.magic, headerByteCount: IndexPage.headerByteCount)
        self.level = level
        let page = page
        func header(_ offset: Int, _ byteCount: Int) -> Int {
            page.integer(at: offset, byteCount: byteCount)
        }
        childCount = header(8, 4)
        shape = TreeShape(leafTarget: header(12, 4), pageTarget: header(16, 4))
        let splitNameCount = header(20, 2)
        sampleEnds = PageColumn(offset: IndexPage.headerByteCount, count: childCount, width: 8)
        byteEnds = PageColumn(offset: sampleEnds.end, count: childCount, width: 8)
        digestsOffset = byteEnds.end
        splitCounts = PageColumn(
            offset: digestsOffset + childCount * Digest.byteCount,
            count: childCount * splitNameCount, width: 8)
        keyEnds = PageColumn(offset: splitCounts.end, count: childCount, width: 4)
        let namesOffset = keyEnds.end
        keysOffset = namesOffset + header(24, 4)
        let keyByteCount = header(28, 4)
        guard header(6, 2) == level.rawValue, header(22, 2) == 0,
            level == .root || childCount > 0, splitNameCount <= Manifest.splitLimit,
            TreeShape.admits(shape), keysOffset + keyByteCount == page.contentEnd
        else { throw page.corrupt }

        let names = try page.names(count: splitNameCount, in: namesOffset..<keysOffset)
        splitNames = try names.map { name throws(ManifestError) in
            guard let name = try? SplitName(name) else { throw page.corrupt }
            return name
        }
        guard Set(splitNames).count == splitNames.count else { throw page.corrupt }
        try sampleEnds.checkEnds(total: nil, minimum: 1, in: page)
        try byteEnds.checkEnds(total: nil, minimum: 0, in: page)
        try keyEnds.checkEnds(total: keyByteCount, minimum: 1, in: page)
        try checkSplitCounts()
    }

    private func checkSplitCounts() throws(ManifestError) {
        for child in 0..<childCount {
            var rest = positions(child).count
            for split in splitNames.indices {
                let count = splitCount(split, child: child)
                guard (0...rest).contains(count) else { throw page.corrupt }
                rest -= count
            }
        }
    }

    var sampleCount: Int {
        childCount == 0 ? 0 : sampleEnds.value(childCount - 1, in: page)
    }
    var byteCount: Int64 {
        Int64(childCount == 0 ? 0 : byteEnds.value(childCount - 1, in: page))
    }

    /// The positions of a child's samples, counted from the first sample of this page.
    func positions(_ child: Int) -> Range<Int> { sampleEnds.range(child, in: page) }

    func digest(_ child: Int) -> Digest {
        page.digest(at: digestsOffset + child * Digest.byteCount)
    }

    func splitCount(_ split: Int, child: Int) -> Int {
        splitCounts.value(child * splitNames.count + split, in: page)
    }

    func child(_ index: Int) throws(ManifestError) -> Child {
        guard let lastKey = try? SampleKey(try page.text(keyRange(index))) else {
            throw page.corrupt
        }
        var counts: [SplitName: Int] = [:]
        for (split, name) in splitNames.enumerated() {
            let count = splitCount(split, child: index)
            if count > 0 { counts[name] = count }
        }
        return Child(
            lastKey: lastKey, sampleCount: positions(index).count,
            byteCount: Int64(byteEnds.range(index, in: page).count), splitCounts: counts,
            digest: digest(index))
    }

    /// The child in which `key` is or would be; the number of children when it is after all.
    func childIndex(of key: [UInt8]) -> Int {
        page.lowerBound(of: key, count: childCount) { keyRange($0) }
    }

    /// The child that holds a position, which must be one of this page's.
    func childIndex(at position: Int) -> Int {
        var low = 0
        var high = childCount
        while low < high {
            let middle = low + (high - low) / 2
            if sampleEnds.value(middle, in: page) <= position {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private func keyRange(_ index: Int) -> Range<Int> {
        let range = keyEnds.range(index, in: page)
        return keysOffset + range.lowerBound..<keysOffset + range.upperBound
    }
}

extension TreeShape {
    /// Targets outside could overflow, or cut after every sample.
    static func admits(_ shape: TreeShape) -> Bool {
        (4...4096).contains(shape.leafTarget) && (4...4096).contains(shape.pageTarget)
    }
}
