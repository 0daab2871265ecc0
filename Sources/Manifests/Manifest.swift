package import Codecs
package import Records

/// The samples of one immutable version: a Merkle tree of pages, named by the digest of its root.
///
/// Equal samples give equal digests, whatever the history (see ``TreeShape``). Three levels: the
/// root lists descriptor pages, these list leaves, leaves hold samples. Reading a sample costs one
/// descriptor page, which is kept (``PageCache``), and one leaf.
///
/// Reading throws ``ManifestError`` for damaged pages and whatever the page reader throws.
package struct Manifest: Sendable {
    /// Splits of one version.
    package static let splitLimit = 64
    /// Parts of one sample.
    package static let partLimit = 64
    /// Bytes of one sample's fields as canonical JSON.
    package static let fieldByteLimit = 64 * 1024

    /// The digest of the root page, which identifies the version.
    package let root: Digest
    package let sampleCount: Int
    /// The bytes of all parts.
    package let byteCount: Int64
    /// How many samples each split has, by name; samples without a split are not among them.
    package let splitCounts: [(SplitName, Int)]

    let index: IndexPage
    let pages: PageCache

    /// Reads the root page, with a cache of its own.
    package init(root: Digest, pages: any PageReader) throws {
        try self.init(root: root, pages: PageCache(pages))
    }

    /// Reads the root page.
    package init(root: Digest, pages: PageCache) throws {
        self.root = root
        self.pages = pages
        index = try pages.index(root, level: .root)
        sampleCount = index.sampleCount
        byteCount = index.byteCount
        let index = index
        splitCounts = index.splitNames.enumerated().map { split, name in
            (name, (0..<index.childCount).reduce(0) { $0 + index.splitCount(split, child: $1) })
        }
    }

    /// The sample at a position; positions are the order of keys.
    package func sample(at position: Int) throws -> Sample {
        guard (0..<sampleCount).contains(position) else {
            throw ManifestError.outOfRange(position: position, sampleCount: sampleCount)
        }
        let (leaf, first) = try leaf(at: position)
        return try leaf.sample(position - first)
    }

    /// The sample of a key, with its position; nil when there is none. Reads one leaf.
    package func place(of key: SampleKey) throws -> (position: Int, sample: Sample)? {
        try place(of: key) { position, leaf, index in (position, try leaf.sample(index)) }
    }

    /// The position of a sample; nil when there is none of that key.
    package func position(of key: SampleKey) throws -> Int? {
        try place(of: key) { position, _, _ in position }
    }

    /// The sample of a key; nil when there is none.
    package func sample(_ key: SampleKey) throws -> Sample? { try place(of: key)?.sample }

    private func place<Result>(
        of key: SampleKey, _ body: (_ position: Int, LeafPage, _ index: Int) throws -> Result
    ) throws -> Result? {
        let bytes = Array(key.text.utf8)
        guard let (leaf, first) = try leaf(for: bytes) else { return nil }
        let inLeaf = leaf.lowerBound(of: bytes)
        guard inLeaf < leaf.sampleCount,
            leaf.page.bytes[leaf.keyRange(inLeaf)].elementsEqual(bytes)
        else { return nil }
        return try body(first + inLeaf, leaf, inLeaf)
    }

    /// Calls `body` for each position of a range in order, with one leaf in memory at a time.
    package func forEach(in positions: Range<Int>, _ body: (Int, Sample) throws -> Void) throws {
        guard positions.lowerBound >= 0, positions.upperBound <= sampleCount else {
            throw ManifestError.outOfRange(
                position: positions.upperBound, sampleCount: sampleCount)
        }
        var position = positions.lowerBound
        while position < positions.upperBound {
            let (leaf, first) = try leaf(at: position)
            let end = min(positions.upperBound, first + leaf.sampleCount)
            while position < end {
                try body(position, leaf.sample(position - first))
                position += 1
            }
        }
    }

    /// At most `limit` samples whose keys come after `key`, or the first ones.
    package func samples(after key: SampleKey?, limit: Int) throws -> [Sample] {
        let start = try key.map { try positionCount(through: $0) } ?? 0
        var samples: [Sample] = []
        try forEach(in: start..<start + min(limit, sampleCount - start)) { samples.append($1) }
        return samples
    }

    /// Calls `body` with the digest of every page: the root, each descriptor page, its leaves.
    ///
    /// Leaves are not read.
    package func forEachPage(_ body: (Digest) throws -> Void) throws {
        try body(root)
        for child in 0..<index.childCount {
            try body(index.digest(child))
            let descriptors = try descriptors(child)
            for leaf in 0..<descriptors.childCount { try body(descriptors.digest(leaf)) }
        }
    }

    /// How many samples have this key or one before it.
    func positionCount(through key: SampleKey) throws -> Int {
        // The next text in the order of bytes; no key contains it, since keys have no NUL.
        try positionCount(before: Array(key.text.utf8) + [0])
    }

    private func positionCount(before key: [UInt8]) throws -> Int {
        guard let (leaf, first) = try leaf(for: key) else { return sampleCount }
        return first + leaf.lowerBound(of: key)
    }

    /// The leaf that holds a key, or would, and the position of its first sample; nil behind the
    /// last key.
    private func leaf(for key: [UInt8]) throws -> (leaf: LeafPage, first: Int)? {
        let child = index.childIndex(of: key)
        guard child < index.childCount else { return nil }
        let descriptors = try descriptors(child)
        let leafIndex = descriptors.childIndex(of: key)
        guard leafIndex < descriptors.childCount else { throw descriptors.page.corrupt }
        return (
            try leaf(leafIndex, of: descriptors),
            index.positions(child).lowerBound + descriptors.positions(leafIndex).lowerBound
        )
    }

    /// The leaf that holds a position, and the position of its first sample.
    func leaf(at position: Int) throws -> (LeafPage, first: Int) {
        let (digest, positions) = try leafPlace(of: position)
        let leaf = try pages.leaf(digest)
        guard leaf.sampleCount == positions.count else { throw leaf.page.corrupt }
        return (leaf, positions.lowerBound)
    }

    /// The digest of the leaf that holds a position, and the positions that it has.
    func leafPlace(of position: Int) throws -> (digest: Digest, positions: Range<Int>) {
        let child = index.childIndex(at: position)
        let descriptors = try descriptors(child)
        let offset = index.positions(child).lowerBound
        let leaf = descriptors.childIndex(at: position - offset)
        let positions = descriptors.positions(leaf)
        return (
            descriptors.digest(leaf),
            offset + positions.lowerBound..<offset + positions.upperBound
        )
    }

    /// The descriptor page that is a child of the root.
    func descriptors(_ child: Int) throws -> IndexPage {
        let page = try pages.index(index.digest(child), level: .descriptors)
        guard page.shape == index.shape, page.sampleCount == index.positions(child).count else {
            throw page.page.corrupt
        }
        return page
    }

    /// A leaf of a descriptor page.
    func leaf(_ leaf: Int, of descriptors: IndexPage) throws -> LeafPage {
        let page = try pages.leaf(descriptors.digest(leaf))
        guard page.sampleCount == descriptors.positions(leaf).count else { throw page.page.corrupt }
        return page
    }
}
