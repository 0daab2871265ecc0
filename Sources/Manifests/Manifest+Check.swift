import Codecs
import Records

extension Manifest {
    /// Reads everything and checks what reading single samples takes on trust: the order of keys,
    /// what pages say of the pages below them, and where they end.
    ///
    /// That the bytes of a page are those of its digest is for the page reader to check.
    ///
    /// - Throws: ``ManifestError/corrupt(_:)`` with the page that is not what it should be.
    package func check() throws {
        var lastKey: SampleKey?
        for pageIndex in 0..<index.childCount {
            let descriptors = try descriptors(pageIndex)
            var children: [Child] = []
            for leafIndex in 0..<descriptors.childCount {
                let isLast =
                    pageIndex + 1 == index.childCount && leafIndex + 1 == descriptors.childCount
                children.append(
                    try check(leafIndex, of: descriptors, after: lastKey, isLast: isLast))
                lastKey = children.last?.lastKey
            }
            let isLast = pageIndex + 1 == index.childCount
            guard
                try Child(page: children, digest: descriptors.page.digest)
                    == index.child(pageIndex),
                ends(children.map(\.lastKey), isLast: isLast, index.shape.pageEnds)
            else { throw descriptors.page.corrupt }
        }
    }

    /// Checks one leaf, and returns what the page above says of it.
    private func check(
        _ leafIndex: Int, of descriptors: IndexPage, after lastKey: SampleKey?, isLast: Bool
    ) throws -> Child {
        let leaf = try leaf(leafIndex, of: descriptors)
        var samples: [Sample] = []
        var lastKey = lastKey
        for index in 0..<leaf.sampleCount {
            let sample = try leaf.sample(index)
            if let lastKey, !(lastKey < sample.key) { throw leaf.page.corrupt }
            lastKey = sample.key
            samples.append(sample)
        }
        let child = try descriptors.child(leafIndex)
        guard try Child(leaf: samples, digest: child.digest) == child,
            ends(samples.map(\.key), isLast: isLast, index.shape.leafEnds)
        else { throw leaf.page.corrupt }
        return child
    }

    /// Whether a page ends after its last key and after none before; the last page may end early.
    private func ends(
        _ keys: [SampleKey], isLast: Bool, _ pageEnds: (String, Int) -> Bool
    ) -> Bool {
        let first = keys.indices.first { pageEnds(keys[$0].text, $0 + 1) }
        return first == keys.count - 1 || (isLast && first == nil)
    }
}
