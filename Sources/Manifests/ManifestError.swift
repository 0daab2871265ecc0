package import Codecs
package import Records

/// Why a manifest cannot be read or written.
package enum ManifestError: Error, Equatable {
    /// The bytes under this digest are no page of a manifest, or not the page that belongs there.
    case corrupt(Digest)
    /// The page was written by a later version of this program.
    case unsupportedFormat(Digest, version: Int)
    /// The manifest has no sample at this position.
    case outOfRange(position: Int, sampleCount: Int)
    /// A version may have at most so many splits.
    case tooManySplits(limit: Int)
    case tooManyParts(SampleKey, limit: Int)
    case duplicatePart(SampleKey, PartName)
    case fieldsTooLong(SampleKey, byteLimit: Int)
    /// The parts of a version together have more bytes than 63 bits can count.
    case tooManyBytes
}
