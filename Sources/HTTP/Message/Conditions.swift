/// The conditions and the ranges of a GET, HEAD or QUERY, and what they make of its answer
/// (RFC 9110 §13.2.2, §14.2; RFC 10008 §2: those of a QUERY are about its result).
///
/// Dates are ignored: nothing here has a Last-Modified, and tags are exact.
struct Conditions: Sendable, Equatable {
    var ifMatch: String?
    var ifNoneMatch: String?
    var ifRange: String?
    var range: String?

    enum Outcome: Equatable {
        /// All of it, 200.
        case whole
        case notModified
        case preconditionFailed
        case partial(Range<Int64>)
        /// Several ranges that do not touch each other.
        case parts([Range<Int64>])
        case rangeNotSatisfiable
    }

    /// What becomes of an answer 200.
    ///
    /// - Parameters:
    ///   - method: a range means something for GET and QUERY only.
    ///   - byteCount: nil where the length is unknown: then there are no ranges.
    func outcome(method: Method, etag: ETag?, byteCount: Int64?) -> Outcome {
        if let ifMatch, !ETag.list(ifMatch, matches: etag, strongly: true) {
            return .preconditionFailed
        }
        if let ifNoneMatch, ETag.list(ifNoneMatch, matches: etag, strongly: false) {
            return .notModified
        }
        guard method == .get || method == .query, let byteCount,
            let range = range.flatMap(ByteRangeSet.parse),
            isRangeCurrent(etag)
        else { return .whole }
        let parts = range.resolved(byteCount: byteCount)
        guard let first = parts.first else { return .rangeNotSatisfiable }
        return parts.count == 1 ? .partial(first) : .parts(parts)
    }

    // §13.1.5: a date never matches here, and a weak tag never does.
    private func isRangeCurrent(_ etag: ETag?) -> Bool {
        guard let ifRange else { return true }
        guard let etag, let wanted = ETag.parse(ifRange) else { return false }
        return wanted.matchesStrongly(etag)
    }
}
