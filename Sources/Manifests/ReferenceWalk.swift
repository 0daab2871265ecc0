package import Codecs

/// Names every page and part of versions, one version after the other; what a version shares with
/// the one before it is passed over.
///
/// Its memory is the names of one version's pages: about 40 bytes for each of its leaves.
package struct ReferenceWalk {
    /// The descriptor pages of the last version, each with its leaves.
    private var leaves: [Digest: [Digest]] = [:]

    package init() {}

    /// Calls `body` with the digest of each page and part that the last version did not have, some
    /// of them several times.
    ///
    /// When it throws, the walk is over.
    package mutating func visit(_ manifest: Manifest, _ body: (Digest) throws -> Void) throws {
        try body(manifest.root)
        let known = Set(leaves.values.joined())
        var visited: [Digest: [Digest]] = [:]
        for child in 0..<manifest.index.childCount {
            let digest = manifest.index.digest(child)
            if let same = leaves[digest] {
                visited[digest] = same
                continue
            }
            try body(digest)
            let descriptors = try manifest.descriptors(child)
            var below: [Digest] = []
            below.reserveCapacity(descriptors.childCount)
            for leaf in 0..<descriptors.childCount {
                let leafDigest = descriptors.digest(leaf)
                below.append(leafDigest)
                if known.contains(leafDigest) { continue }
                try body(leafDigest)
                try manifest.leaf(leaf, of: descriptors).forEachPartDigest(body)
            }
            visited[digest] = below
        }
        leaves = visited
    }
}
