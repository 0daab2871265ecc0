import Posix
import Synchronization

/// Lets the first of a kind of event into the log, and later ones once a minute with their number.
///
/// A flood that is refused must not become a flood of lines.
final class Repeated<Kind: Hashable & Sendable>: Sendable {
    private struct Seen {
        var nextNanoseconds: UInt64
        var heldBackCount = 0
    }

    /// Bounded by the cases of ``Kind``.
    private let seen = Mutex<[Kind: Seen]>([:])

    private static var pauseNanoseconds: UInt64 { 60_000_000_000 }

    /// - Returns: how many were held back since the last that was let through; nil to hold this one
    ///   back too.
    func note(_ kind: Kind, atNanoseconds now: UInt64) -> Int? {
        seen.withLock { seen in
            if let earlier = seen[kind], now < earlier.nextNanoseconds {
                seen[kind]?.heldBackCount += 1
                return nil
            }
            let heldBackCount = seen[kind]?.heldBackCount ?? 0
            seen[kind] = Seen(nextNanoseconds: now + Self.pauseNanoseconds)
            return heldBackCount
        }
    }
}
