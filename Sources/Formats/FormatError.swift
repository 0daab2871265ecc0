package import Codecs

/// Why a file does not become samples.
///
/// `path` is the member's in the archive, or `line N` of a text.
package enum FormatError: Error, Equatable {
    /// Absolute, with an empty, `.` or `..` segment, a backslash or a control character, or longer
    /// than a key may be.
    case unsafePath(String)
    /// A file name without a dot, or with nothing before the first one or after it, or with an
    /// ending that is no part name.
    case noPart(path: String)
    /// The sample has a part of that name already.
    case duplicatePart(path: String)
    /// The sample has ended already: its files are not adjacent, or there are two of its key.
    case duplicateKey(path: String)
    case tooManyParts(path: String, limit: Int)
    case tooManySamples(limit: Int)
    /// The content of `cls` is no class.
    case malformedClass(path: String)
    /// The content of `json`, or a line, is no JSON.
    case malformedJSON(path: String, JSONError)
    /// The field that is the key is missing, or no key: a relative path without a dot in its last
    /// segment, or an integer.
    case noKey(path: String, field: String)
}
