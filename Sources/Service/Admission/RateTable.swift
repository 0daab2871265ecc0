import HTTP
import Posix
import Synchronization

/// Whose requests are counted together.
enum RateKey: Sendable, Hashable {
    case token(Int64)
    /// Callers without a token.
    case network(SourceNetwork)
}

/// The buckets of those who ask, in memory that does not grow.
///
/// A caller has ``wayCount`` places, which a seeded hash of the key finds. When all are taken, the
/// bucket that is nearest to full makes room: forgetting a full one changes nothing. Who can come
/// from many addresses may so make the table forget some, and never make it refuse anybody.
final class RateTable: Sendable {
    private struct Entry {
        var key: RateKey?
        var bucket = RateBucket()
    }

    // 4096 callers at once: more than a team has tokens. About 200 KB.
    static let setCount = 1024
    static let wayCount = 4

    private let entries = Mutex(
        [Entry](repeating: Entry(), count: RateTable.setCount * RateTable.wayCount))

    func take(_ key: RateKey, atNanoseconds now: UInt64, _ policy: RatePolicy) -> RateBucket.Verdict
    {
        let set = Int(UInt(bitPattern: key.hashValue) % UInt(RateTable.setCount))
        let places = set * RateTable.wayCount..<(set + 1) * RateTable.wayCount
        return entries.withLock { entries in
            let place = RateTable.place(of: key, among: places, in: &entries)
            return entries[place].bucket.take(atNanoseconds: now, policy)
        }
    }

    private static func place(of key: RateKey, among places: Range<Int>, in entries: inout [Entry])
        -> Int
    {
        var fullest = places.lowerBound
        for place in places {
            if entries[place].key == key { return place }
            if entries[place].bucket.fullAtNanoseconds < entries[fullest].bucket.fullAtNanoseconds {
                fullest = place
            }
        }
        entries[fullest] = Entry(key: key)
        return fullest
    }
}
