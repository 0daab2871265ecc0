import Catalog
import Codecs
import HTTP
import Synchronization

/// The answers for the blobs that were asked for last, ready to be given without the index.
///
/// An answer holds the blob's place, so all are forgotten when any place stops to hold: that is
/// seldom, and they are soon made again.
final class RecentBlobs: Sendable {
    private struct Halves {
        /// The count of moves that the answers belong to.
        var moveCount = 0
        var young: [Digest: PreparedResponse] = [:]
        /// What was young before; what nobody asks for again goes with it.
        var old: [Digest: PreparedResponse] = [:]
    }

    /// To be asked before a place is looked up, and handed over with the answer.
    let moves: BlobMoves
    private let halves = Mutex(Halves())
    private let halfCount: Int

    /// - Parameter halfCount: answers in each of the two halves. They take about a kilobyte
    ///   each, so the standard is less than ten megabytes.
    init(moves: BlobMoves, halfCount: Int = 4096) {
        self.moves = moves
        self.halfCount = halfCount
    }

    func answer(_ digest: Digest) -> PreparedResponse? {
        let moveCount = moves.count
        return halves.withLock { halves in
            guard halves.moveCount == moveCount else { return nil }
            if let answer = halves.young[digest] { return answer }
            guard let answer = halves.old[digest] else { return nil }
            keep(answer, for: digest, in: &halves)
            return answer
        }
    }

    /// - Parameter moveCount: the count before the blob's place was looked up.
    func keep(_ answer: PreparedResponse, for digest: Digest, asOf moveCount: Int) {
        guard moveCount == moves.count else { return }
        halves.withLock { halves in
            if halves.moveCount != moveCount { halves = Halves(moveCount: moveCount) }
            keep(answer, for: digest, in: &halves)
        }
    }

    private func keep(_ answer: PreparedResponse, for digest: Digest, in halves: inout Halves) {
        if halves.young.count >= halfCount {
            halves.old = halves.young
            halves.young = [:]
        }
        halves.young[digest] = answer
    }
}
