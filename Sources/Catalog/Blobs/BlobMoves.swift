import Synchronization

/// Counts how often places of blobs became invalid: blobs were moved, removed or quarantined.
///
/// Who keeps a place, or an answer made with it, keeps the count that held when it was looked up,
/// and forgets it when the count has changed.
package final class BlobMoves: Sendable {
    private let moves = Atomic<Int>(0)

    package init() {}

    package var count: Int { moves.load(ordering: .acquiring) }

    func note() { moves.add(1, ordering: .releasing) }
}
