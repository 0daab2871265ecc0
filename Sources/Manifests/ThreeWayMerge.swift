import Codecs
package import Records

/// What one side has changed since a common base, put on top of what the other side has made of it.
///
/// A sample that only one side has changed becomes what that side made of it; one that both have
/// made the same of stays. Anything else is a conflict. It costs the changes of both sides, not
/// their sizes, and memory for the changes that are to be made.
package struct ThreeWayMerge {
    /// Whose change stands where both have changed a sample differently.
    package enum Side: String, Sendable, CaseIterable {
        case from, into
    }

    /// A sample that both sides have changed, each in its way.
    package struct Conflict: Sendable, Equatable {
        package let key: SampleKey
        /// Nil where the side has removed it, or the base did not have it.
        package let base: Sample?
        package let from: Sample?
        package let into: Sample?
    }

    /// Conflicts that are kept; the others are only counted.
    package static let conflictLimit = 100

    /// To be made to `into`, in the order of their keys.
    package private(set) var changes: [SampleChange] = []
    /// The first ones.
    package private(set) var conflicts: [Conflict] = []
    package private(set) var conflictCount = 0

    /// - Parameters:
    ///   - preferred: settles conflicts; without it they are listed and nothing is changed there.
    ///   - changeLimit: changes that are kept in memory.
    /// - Returns: nil when there are more changes than that.
    package init?(
        of from: Manifest, since base: Manifest, into: Manifest, preferring preferred: Side?,
        changeLimit: Int
    ) throws {
        var theirs = DifferenceWalk(from: base, to: from)
        var ours = DifferenceWalk(from: base, to: into)
        while let their = try theirs.next() {
            while let our = try ours.peek(), our.key < their.key { _ = try ours.next() }
            if let our = try ours.peek(), our.key == their.key {
                if our == their { continue }
                guard preferred == nil || preferred == .into else {
                    changes.append(their.change)
                    continue
                }
                if preferred == nil { note(their, our) }
            } else {
                changes.append(their.change)
            }
            if changes.count > changeLimit { return nil }
        }
    }

    private mutating func note(_ their: SampleDifference, _ our: SampleDifference) {
        conflictCount += 1
        guard conflicts.count < ThreeWayMerge.conflictLimit else { return }
        conflicts.append(
            Conflict(key: their.key, base: their.old, from: their.new, into: our.new))
    }
}

extension SampleDifference {
    /// The sample before; nil when it was added.
    package var old: Sample? {
        switch self {
        case .added: nil
        case .removed(let sample), .changed(let sample, _): sample
        }
    }

    /// The sample afterwards; nil when it was removed.
    package var new: Sample? {
        switch self {
        case .removed: nil
        case .added(let sample), .changed(_, let sample): sample
        }
    }

    /// What makes the new version of the old one.
    package var change: SampleChange { new.map { .put($0) } ?? .remove(key) }

    /// What of a changed sample is another; empty for one that was added or removed.
    package var details: Details {
        guard case .changed(let old, let new) = self else { return Details() }
        let (oldParts, newParts) = (Set(old.parts), Set(new.parts))
        let names = Set(old.fields.members.map(\.name) + new.fields.members.map(\.name))
        return Details(
            parts: Set(oldParts.symmetricDifference(newParts).map(\.name)).sorted(),
            fields: names.filter { old.fields[$0] != new.fields[$0] }.sorted(),
            isSplitChanged: old.split != new.split)
    }

    package struct Details: Sendable, Equatable {
        /// Parts that were added or removed, or have other bytes.
        package var parts: [PartName] = []
        /// Fields at the top that were added or removed, or have another value.
        package var fields: [String] = []
        package var isSplitChanged = false
    }
}
