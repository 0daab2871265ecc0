package import Codecs
import Records

/// Makes a new version out of a version and changes.
///
/// Memory holds one leaf, one descriptor page and the root's children. Leaves and descriptor pages
/// without a change are taken over unread. The caller writes every emitted page before it relies
/// on the returned root; after a failure the pages emitted so far are orphans and do no harm.
package struct ManifestBuilder {
    private let shape: TreeShape
    private var leaf: [Sample] = []
    private var leaves: [Child] = []
    private var pages: [Child] = []
    /// The next change, once it has been looked at.
    private var pending: ManifestChange?
    private var lastKey: SampleKey?

    package typealias Emit = (Digest, [UInt8]) throws -> Void
    package typealias Next = () throws -> ManifestChange?

    /// Applies changes that are in the order of their keys, each key at most once.
    ///
    /// - Parameter base: nil for no samples.
    /// - Parameter emit: called for each new page, children before parents; pages that exist
    ///   already may be among them.
    /// - Returns: the digest of the new root.
    package static func apply(_ changes: [ManifestChange], to base: Manifest?, emit: Emit) throws
        -> Digest
    {
        var iterator = changes.makeIterator()
        return try apply(to: base, next: { iterator.next() }, emit: emit)
    }

    /// As ``apply(_:to:emit:)`` for changes that do not fit into memory: `next` returns nil at
    /// their end.
    package static func apply(to base: Manifest?, next: Next, emit: Emit) throws -> Digest {
        try apply(to: base, shape: base?.index.shape ?? .standard, next: next, emit: emit)
    }

    static func apply(to base: Manifest?, shape: TreeShape, next: Next, emit: Emit) throws -> Digest
    {
        var builder = ManifestBuilder(shape: shape)
        try builder.advance(next)
        if let base { try builder.merge(base, next, emit) }
        try builder.addPending(through: nil, next, emit)
        return try builder.finish(emit)
    }

    private init(shape: TreeShape) { self.shape = shape }

    private mutating func merge(_ base: Manifest, _ next: Next, _ emit: Emit) throws {
        let root = base.index
        for index in 0..<root.childCount {
            let child = try root.child(index)
            let isLast = index + 1 == root.childCount
            if leaf.isEmpty, leaves.isEmpty, isUntouched(child, isLast: isLast) {
                pages.append(child)
            } else {
                try merge(base.descriptors(index), of: base, isLast: isLast, next, emit)
            }
        }
    }

    private mutating func merge(
        _ descriptors: IndexPage, of base: Manifest, isLast: Bool, _ next: Next, _ emit: Emit
    ) throws {
        for index in 0..<descriptors.childCount {
            let child = try descriptors.child(index)
            let isLastLeaf = isLast && index + 1 == descriptors.childCount
            if leaf.isEmpty, isUntouched(child, isLast: isLastLeaf) {
                try add(child, emit)
            } else {
                try merge(base.leaf(index, of: descriptors), next, emit)
            }
        }
    }

    /// Whether a page of the base can be taken over as it is, if a page begins where it begins.
    ///
    /// The last page may have ended for lack of samples: it stands only when none follow.
    private func isUntouched(_ child: Child, isLast: Bool) -> Bool {
        guard let pending else { return true }
        return !isLast && child.lastKey < pending.key
    }

    private mutating func merge(_ page: LeafPage, _ next: Next, _ emit: Emit) throws {
        for index in 0..<page.sampleCount {
            let sample = try page.sample(index)
            try addPending(through: sample.key, next, emit)
            // What the last change was about stands instead of the old sample.
            if lastKey != sample.key { try add(sample, emit) }
        }
    }

    /// Adds what changes put, up to and with `key`, or all of it.
    private mutating func addPending(through key: SampleKey?, _ next: Next, _ emit: Emit) throws {
        while let change = pending {
            if let key, key < change.key { return }
            switch change {
            case .put(let sample): try add(sample, emit)
            case .remove: break
            }
            try advance(next)
        }
    }

    private mutating func advance(_ next: Next) throws {
        lastKey = pending?.key ?? lastKey
        pending = try next()
        guard let pending, let lastKey else { return }
        precondition(lastKey < pending.key, "changes come in the order of their keys, each once")
    }

    private mutating func add(_ sample: Sample, _ emit: Emit) throws {
        leaf.append(sample)
        if shape.leafEnds(after: sample.key.text, sampleCount: leaf.count) { try endLeaf(emit) }
    }

    private mutating func endLeaf(_ emit: Emit) throws {
        let digest = try write(LeafPage.write(leaf), emit)
        let child = try Child(leaf: leaf, digest: digest)
        leaf = []
        try add(child, emit)
    }

    private mutating func add(_ child: Child, _ emit: Emit) throws {
        leaves.append(child)
        if shape.pageEnds(after: child.lastKey.text, leafCount: leaves.count) { try endPage(emit) }
    }

    private mutating func endPage(_ emit: Emit) throws {
        let bytes = try IndexPage.write(leaves, level: .descriptors, shape: shape)
        pages.append(try Child(page: leaves, digest: write(bytes, emit)))
        leaves = []
    }

    private mutating func finish(_ emit: Emit) throws -> Digest {
        if !leaf.isEmpty { try endLeaf(emit) }
        if !leaves.isEmpty { try endPage(emit) }
        return try write(IndexPage.write(pages, level: .root, shape: shape), emit)
    }

    private func write(_ bytes: [UInt8], _ emit: Emit) throws -> Digest {
        let digest = Digest.of(bytes)
        try emit(digest, bytes)
        return digest
    }
}
