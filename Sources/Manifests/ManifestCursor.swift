import Codecs
import Records

/// A place between two samples of a manifest that moves forwards, sample by sample or page by page.
struct ManifestCursor {
    private let manifest: Manifest
    /// The next sample's place: child of the root, leaf in it, sample in that.
    private var page = 0
    private var leaf = 0
    private var index = 0
    private var descriptors: IndexPage?
    private var samples: LeafPage?

    /// Before the first sample whose key comes after `key`.
    init(_ manifest: Manifest, after key: SampleKey?) throws {
        self.manifest = manifest
        guard let key else { return }
        let position = try manifest.positionCount(through: key)
        page = manifest.index.childIndex(at: position)
        guard page < manifest.index.childCount else { return }
        let descriptors = try manifest.descriptors(page)
        let offset = position - manifest.index.positions(page).lowerBound
        leaf = descriptors.childIndex(at: offset)
        index = offset - descriptors.positions(leaf).lowerBound
        self.descriptors = descriptors
    }

    /// The next sample's place in its leaf; nil at the end.
    mutating func place() throws -> SamplePlace? {
        guard let descriptors = try currentDescriptors() else { return nil }
        let samples = try samples ?? manifest.leaf(leaf, of: descriptors)
        self.samples = samples
        return SamplePlace(leaf: samples, index: index)
    }

    /// Moves behind the sample whose ``place()`` was asked for last.
    mutating func advance() {
        index += 1
        if let samples, index == samples.sampleCount { advanceLeaf() }
    }

    /// Moves both cursors behind a page that begins at both; false if there is none.
    mutating func skipEqualPage(with other: inout ManifestCursor) throws -> Bool {
        guard index == 0, other.index == 0, page < manifest.index.childCount,
            other.page < other.manifest.index.childCount
        else { return false }
        if leaf == 0, other.leaf == 0,
            manifest.index.digest(page) == other.manifest.index.digest(other.page)
        {
            advancePage()
            other.advancePage()
            return true
        }
        guard let descriptors = try currentDescriptors(),
            let others = try other.currentDescriptors(),
            descriptors.digest(leaf) == others.digest(other.leaf)
        else { return false }
        advanceLeaf()
        other.advanceLeaf()
        return true
    }

    private mutating func currentDescriptors() throws -> IndexPage? {
        guard page < manifest.index.childCount else { return nil }
        let current = try descriptors ?? manifest.descriptors(page)
        descriptors = current
        return current
    }

    private mutating func advanceLeaf() {
        leaf += 1
        index = 0
        samples = nil
        if let descriptors, leaf == descriptors.childCount { advancePage() }
    }

    private mutating func advancePage() {
        page += 1
        leaf = 0
        index = 0
        descriptors = nil
        samples = nil
    }
}

/// A sample that is not read: what two leaves say of samples can be compared without that.
struct SamplePlace {
    let leaf: LeafPage
    let index: Int

    func sample() throws(ManifestError) -> Sample { try leaf.sample(index) }

    /// Bytes of all parts.
    var byteCount: Int64 { leaf.byteCount(index) }

    var key: ArraySlice<UInt8> { leaf.page.bytes[leaf.keyRange(index)] }

    func isSame(as other: SamplePlace) -> Bool {
        leaf.isSample(index, sameAs: other.index, of: other.leaf)
    }
}
