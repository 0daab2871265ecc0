import Codecs
import HTTP
import Synchronization

/// The answers for the blobs that were asked for last, ready to be given without the index.
///
/// A blob's bytes and place never change, and a running daemon removes none, so an answer that was
/// right once stays right. Whoever lets blobs go must forget them here.
final class RecentBlobs: Sendable {
    private struct Halves {
        var young: [Digest: PreparedResponse] = [:]
        /// What was young before; what nobody asks for again goes with it.
        var old: [Digest: PreparedResponse] = [:]
    }

    private let halves = Mutex(Halves())
    private let halfCount: Int

    /// - Parameter halfCount: answers in each of the two halves. They take about a kilobyte each,
    ///   so the standard is less than ten megabytes.
    init(halfCount: Int = 4096) { self.halfCount = halfCount }

    func answer(_ digest: Digest) -> PreparedResponse? {
        halves.withLock { halves in
            if let answer = halves.young[digest] { return answer }
            guard let answer = halves.old[digest] else { return nil }
            keep(answer, for: digest, in: &halves)
            return answer
        }
    }

    func keep(_ answer: PreparedResponse, for digest: Digest) {
        halves.withLock { keep(answer, for: digest, in: &$0) }
    }

    private func keep(_ answer: PreparedResponse, for digest: Digest, in halves: inout Halves) {
        if halves.young.count >= halfCount {
            halves.old = halves.young
            halves.young = [:]
        }
        halves.young[digest] = answer
    }
}
