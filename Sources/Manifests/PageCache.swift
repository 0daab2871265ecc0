import Codecs
import Synchronization

/// Reads pages, and keeps the root and descriptor pages that were read and checked, of whichever
/// manifests: to be shared by all of them that one reader reads.
///
/// A shuffled shard touches a random leaf for each sample, but all of them through a few hundred
/// descriptor pages; and the next shard the same ones.
package final class PageCache: Sendable {
    /// Bytes of the pages kept: at some 100 bytes for a leaf of 128 samples, those of 80 million
    /// samples.
    package static let standardByteLimit = 64 << 20

    private struct Kept {
        var pages: [Digest: IndexPage] = [:]
        var byteCount = 0
    }

    private let reader: any PageReader
    private let byteLimit: Int
    private let kept = Mutex(Kept())

    package init(_ reader: any PageReader, byteLimit: Int = standardByteLimit) {
        self.reader = reader
        self.byteLimit = byteLimit
    }

    func index(_ digest: Digest, level: IndexPage.Level) throws -> IndexPage {
        if let page = kept.withLock({ $0.pages[digest] }) {
            // Equal bytes are one level or the other.
            guard page.level == level else { throw ManifestError.corrupt(digest) }
            return page
        }
        let page = try IndexPage(reader.page(digest), of: digest, level: level)
        let byteCount = page.page.bytes.count
        kept.withLock { kept in
            // Starting over costs a few re-reads; an order of use would cost every look-up.
            if kept.byteCount + byteCount > byteLimit { kept = Kept() }
            if kept.pages.updateValue(page, forKey: digest) == nil { kept.byteCount += byteCount }
        }
        return page
    }

    func leaf(_ digest: Digest) throws -> LeafPage {
        try LeafPage(reader.page(digest), of: digest)
    }

    func leaves(_ digests: [Digest]) throws -> [LeafPage] {
        try zip(reader.pages(digests), digests).map { bytes, digest in
            try LeafPage(bytes, of: digest)
        }
    }
}
