import Codecs
import HTTP
import Synchronization

/// The answers for the blobs that were asked for last, ready to be given without the index.
///
/// A blob's bytes and place never change, and a running daemon removes none, so an answer that was
/// right once stays right. Whoever lets blobs go must forget them here.
final class RecentBlobs: Sendable {
    /// Answers in each of the two halves: about half a kilobyte each.
    private static let halfCount = 4096

    private struct Halves {
        var young: [Digest: Response] = [:]
        /// What was young before; what nobody asks for again goes with it.
        var old: [Digest: Response] = [:]
    }

    private let halves = Mutex(Halves())

    func answer(_ digest: Digest) -> Response? {
        halves.withLock { halves in
            if let answer = halves.young[digest] { return answer }
            guard let answer = halves.old[digest] else { return nil }
            RecentBlobs.keep(answer, for: digest, in: &halves)
            return answer
        }
    }

    func keep(_ answer: Response, for digest: Digest) {
        halves.withLock { RecentBlobs.keep(answer, for: digest, in: &$0) }
    }

    private static func keep(_ answer: Response, for digest: Digest, in halves: inout Halves) {
        if halves.young.count >= halfCount {
            halves.old = halves.young
            halves.young = [:]
        }
        halves.young[digest] = answer
    }
}
