import Codecs
import Records

extension IndexPage {
    /// The page of children that are in the order of their keys.
    static func write(_ children: [Child], level: Level, shape: TreeShape) throws(ManifestError)
        -> [UInt8]
    {
        let splitNames = Set(children.flatMap(\.splitCounts.keys)).sorted()
        guard splitNames.count <= Manifest.splitLimit else {
            throw .tooManySplits(limit: Manifest.splitLimit)
        }
        _ = try Child.byteCount(of: children)
        let keys = children.flatMap { Array($0.lastKey.text.utf8) }
        var page: [UInt8] = []
        page.append(Int(IndexPage.magic), byteCount: 4)
        page.append(PageBytes.version, byteCount: 2)
        page.append(level.rawValue, byteCount: 2)
        page.append(children.count, byteCount: 4)
        page.append(shape.leafTarget, byteCount: 4)
        page.append(shape.pageTarget, byteCount: 4)
        page.append(splitNames.count, byteCount: 2)
        page.append(0, byteCount: 2)
        page.append(splitNames.reduce(0) { $0 + 1 + $1.text.utf8.count }, byteCount: 4)
        page.append(keys.count, byteCount: 4)
        page.appendEnds(children.map(\.sampleCount), byteCount: 8)
        page.appendEnds(children.map { Int($0.byteCount) }, byteCount: 8)
        for child in children { page += child.digest.bytes }
        for child in children {
            for name in splitNames { page.append(child.splitCounts[name] ?? 0, byteCount: 8) }
        }
        page.appendEnds(children.map(\.lastKey.text.utf8.count), byteCount: 4)
        for name in splitNames { page.appendName(name.text) }
        page += keys
        page.appendChecksum()
        return page
    }
}
