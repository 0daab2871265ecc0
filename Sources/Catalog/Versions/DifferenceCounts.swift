import Manifests

/// How many samples differ between two versions.
struct DifferenceCounts {
    private(set) var added = 0
    private(set) var changed = 0
    private(set) var removed = 0

    /// - Parameter old: nil for no samples.
    init(from old: Manifest?, to new: Manifest) throws {
        guard let old else {
            added = new.sampleCount
            return
        }
        var walk = DifferenceWalk(from: old, to: new)
        while let difference = try walk.next() {
            switch difference {
            case .added: added += 1
            case .changed: changed += 1
            case .removed: removed += 1
            }
        }
    }
}
