package import Codecs
package import Records

/// Why a recipe gives no view or mixture, or these not what is asked for.
package enum ViewError: Error, Sendable, Hashable {
    /// No sample of the version has the field; these are the names of those that some have.
    case fieldUnknown([String], known: [String])
    /// The labelset has annotations, but none of this field; these are the fields that it has.
    case labelFieldUnknown(LabelsetMoment, known: [FieldName])
    /// A filter would ask more of the version's samples than one call may.
    case filterTooCostly(testCount: Int, limit: Int)
    case mixtureMissing(Digest)
    /// A mixture is to draw from a view that has no samples.
    case viewEmpty(Digest)
    /// The samples that are asked for at once have more labels than may be in memory.
    case labelsTooLarge(limitBytes: Int)
}
