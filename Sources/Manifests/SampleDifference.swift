package import Records

/// How a key differs between two versions.
package enum SampleDifference: Sendable, Equatable {
    case added(Sample)
    case removed(Sample)
    case changed(old: Sample, new: Sample)

    package var key: SampleKey {
        switch self {
        case .added(let sample), .removed(let sample): sample.key
        case .changed(_, let new): new.key
        }
    }
}

/// At most `limit` differences whose keys come after `key`, or the first ones, in the order of
/// keys.
///
/// Pages that both versions have are skipped unread: the cost follows the change, not the size.
package func differences(
    from old: Manifest, to new: Manifest, after key: SampleKey?, limit: Int
) throws -> [SampleDifference] {
    var differences: [SampleDifference] = []
    guard limit > 0 else { return differences }
    try forEachDifference(from: old, to: new, after: key) { old, new in
        switch (try old?.sample(), try new?.sample()) {
        case (let old?, let new?): differences.append(.changed(old: old, new: new))
        case (let old?, nil): differences.append(.removed(old))
        case (nil, let new?): differences.append(.added(new))
        case (nil, nil): break
        }
        return differences.count < limit
    }
    return differences
}

/// How many samples differ between two versions.
package struct DifferenceCounts: Sendable, Equatable {
    package private(set) var added = 0
    package private(set) var changed = 0
    package private(set) var removed = 0
    /// Bytes of the parts of all samples that were added or changed, as they are now.
    package private(set) var addedByteCount: Int64 = 0

    /// - Parameter old: nil for no samples.
    package init(from old: Manifest?, to new: Manifest) throws {
        guard let old else {
            added = new.sampleCount
            addedByteCount = new.byteCount
            return
        }
        try forEachDifference(from: old, to: new, after: nil) { old, new in
            if old == nil {
                added += 1
            } else if new == nil {
                removed += 1
            } else {
                changed += 1
            }
            addedByteCount += new?.byteCount ?? 0
            return true
        }
    }
}

/// Calls `body` with the places of each sample that differs, in the order of keys, as long as it
/// answers true: one place for a sample that was removed or added, both for one that was changed.
private func forEachDifference(
    from old: Manifest, to new: Manifest, after key: SampleKey?,
    _ body: (_ old: SamplePlace?, _ new: SamplePlace?) throws -> Bool
) throws {
    if old.root == new.root { return }
    var left = try ManifestCursor(old, after: key)
    var right = try ManifestCursor(new, after: key)
    while true {
        if try left.skipEqualPage(with: &right) { continue }
        let (old, new) = (try left.place(), try right.place())
        let isRemoved: Bool
        let isAdded: Bool
        switch (old, new) {
        case (nil, nil): return
        case (_?, nil): (isRemoved, isAdded) = (true, false)
        case (nil, _?): (isRemoved, isAdded) = (false, true)
        case (let old?, let new?):
            isRemoved = old.key.lexicographicallyPrecedes(new.key)
            isAdded = !isRemoved && new.key.lexicographicallyPrecedes(old.key)
            if !isRemoved, !isAdded, old.isSame(as: new) {
                left.advance()
                right.advance()
                continue
            }
        }
        if !isAdded { left.advance() }
        if !isRemoved { right.advance() }
        guard try body(isAdded ? nil : old, isRemoved ? nil : new) else { return }
    }
}
