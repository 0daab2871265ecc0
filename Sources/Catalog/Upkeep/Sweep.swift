import Blobs
import Codecs

/// What a collection does with each row, by what was marked and what was decided before.
struct Sweep {
    enum Verdict: Equatable {
        case keep
        /// It was condemned and is referred to again.
        case absolve
        case condemn
        /// It is condemned, and its time has not come.
        case wait
        case remove
    }

    let mark: MarkFilter
    /// What was condemned before this number goes now.
    let removing: Int
    /// Bytes of each segment that are still used after it.
    private(set) var usedByteCounts: [Int64: Int64] = [:]

    init(mark: MarkFilter, removing: Int) {
        self.mark = mark
        self.removing = removing
    }

    func verdict(on digest: Digest, _ entry: BlobIndex.Entry) -> Verdict {
        guard let condemnedAt = entry.condemnedAt else {
            return mark.contains(digest) ? .keep : .condemn
        }
        if mark.contains(digest) { return .absolve }
        return condemnedAt < removing ? .remove : .wait
    }

    /// Counts the bytes of a blob that stays.
    mutating func keep(_ location: BlobLocation) {
        guard !location.isOwnFile else { return }
        usedByteCounts[location.segment, default: 0] += location.storedByteCount
    }
}
