import Codecs
import Posix

/// The names of blobs' own files that are given or taken away now: never both at once.
///
/// Without it, a file could be removed between its second coming and its row.
final class OwnFileNames: Sendable {
    private struct State {
        /// How many bring it: from before the file has its name until its row is there.
        var arriving: [Digest: Int] = [:]
        var leaving: Set<Digest> = []
    }

    private let state = Monitor(State())

    /// Runs `body`, which gives these names to files and then records their rows.
    func giving<Result>(_ digests: [Digest], _ body: () throws -> Result) rethrows -> Result {
        guard !digests.isEmpty else { return try body() }
        state.await { state -> Void? in
            // All or none: who waits holds nothing.
            guard !digests.contains(where: state.leaving.contains) else { return nil }
            for digest in digests { state.arriving[digest, default: 0] += 1 }
            return ()
        }
        defer {
            state.change { state in
                for digest in digests {
                    let count = state.arriving[digest, default: 1] - 1
                    state.arriving[digest] = count == 0 ? nil : count
                }
            }
        }
        return try body()
    }

    /// Runs `body`, which looks whether there is a row and removes the file; not while somebody
    /// brings it.
    func taking(_ digest: Digest, _ body: () throws -> Void) rethrows {
        let isFree = state.change { state in
            guard state.arriving[digest] == nil else { return false }
            return state.leaving.insert(digest).inserted
        }
        guard isFree else { return }
        defer { state.change { _ = $0.leaving.remove(digest) } }
        try body()
    }
}
