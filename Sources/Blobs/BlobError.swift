package import Codecs
package import Posix

/// Why a store could not keep or give bytes.
package enum BlobError: Error, Equatable {
    /// There is nothing where the blob should be.
    case missing(Digest)
    /// What is stored is not what the digest names, or is shorter.
    case corrupt(Digest)
    /// The bytes of a draft are not those that were announced.
    case digestMismatch(expected: Digest, actual: Digest)
    /// A draft has more or fewer bytes than were announced; `actual` counts those seen so far.
    case sizeMismatch(expected: Int64, actual: Int64)
    /// A call to the disk failed. What was committed before is untouched.
    case medium(Errno)
    /// The disk or the quota has no room. What was committed before stays readable.
    case full(Errno)
    /// So little is free that the rest is kept for the index and for what makes room. Nothing was
    /// written.
    case roomReserved(freeByteCount: Int64, reserveByteCount: Int64)
    /// A sync failed earlier, so nothing that is written now could be promised: open the store
    /// anew. What was committed stays readable.
    case unusable
    /// A segment that is not there, or that a later program wrote.
    case unknownSegment(Int64)

    init(_ reason: Errno) {
        self = reason == .mediumFull || reason == .quotaFull ? .full(reason) : .medium(reason)
    }
}
