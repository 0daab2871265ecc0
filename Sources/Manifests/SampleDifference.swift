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
    if old.root == new.root { return [] }
    var left = try ManifestCursor(old, after: key)
    var right = try ManifestCursor(new, after: key)
    var differences: [SampleDifference] = []
    while differences.count < limit {
        if try left.skipEqualPage(with: &right) { continue }
        switch (try left.sample(), try right.sample()) {
        case (nil, nil):
            return differences
        case (let old?, nil):
            differences.append(.removed(old))
            left.advance()
        case (nil, let new?):
            differences.append(.added(new))
            right.advance()
        case (let old?, let new?):
            if old.key < new.key {
                differences.append(.removed(old))
                left.advance()
            } else if new.key < old.key {
                differences.append(.added(new))
                right.advance()
            } else {
                if old != new { differences.append(.changed(old: old, new: new)) }
                left.advance()
                right.advance()
            }
        }
    }
    return differences
}
