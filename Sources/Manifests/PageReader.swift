package import Codecs

/// Where the pages of manifests are read from: a blob store, or a dictionary in a test.
package protocol PageReader: Sendable {
    /// The page's bytes. A page that is missing is an error of the reader's own.
    func page(_ digest: Digest) throws -> [UInt8]

    /// Several pages, in their order: for a reader to whom that costs less than one after another.
    func pages(_ digests: [Digest]) throws -> [[UInt8]]
}

extension PageReader {
    package func pages(_ digests: [Digest]) throws -> [[UInt8]] { try digests.map(page) }
}
