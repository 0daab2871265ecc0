import Codecs
import Synchronization

/// Reads pages, and keeps the descriptor pages that were read and checked.
///
/// A shuffled shard touches a random leaf for each sample, but all of them through a few hundred
/// descriptor pages.
final class PageCache: Sendable {
    /// Descriptor pages kept; at the usual 256 leaves of 128 samples each that is 8 million
    /// samples, in about 20 MiB.
    static let pageLimit = 256

    private let reader: any PageReader
    private let kept = Mutex<[Digest: IndexPage]>([:])

    init(_ reader: any PageReader) { self.reader = reader }

    func descriptors(_ digest: Digest) throws -> IndexPage {
        if let page = kept.withLock({ $0[digest] }) { return page }
        let page = try IndexPage(reader.page(digest), of: digest, level: .descriptors)
        kept.withLock { pages in
            // Starting over costs a few re-reads; an order of use would cost every look-up.
            if pages.count >= PageCache.pageLimit { pages.removeAll() }
            pages[digest] = page
        }
        return page
    }

    func leaf(_ digest: Digest) throws -> LeafPage {
        try LeafPage(reader.page(digest), of: digest)
    }
}
