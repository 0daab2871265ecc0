internal import Codecs

/// The segments of a raw path, as places in a head.
struct PathSegments {
    struct Segment {
        var slice = HeadSlice()
        /// Whether it has escapes, so that its bytes are not yet its text.
        var isEncoded = false
    }

    private var segments = InlineArray<16, Segment>(repeating: Segment())
    private(set) var count = 0

    subscript(index: Int) -> Segment { segments[index] }

    /// Splits at `/` and checks every segment.
    ///
    /// - Returns: false when there are more segments than any template has; the path is checked
    ///   all the same.
    mutating func split(_ path: Range<Int>, in head: Span<UInt8>) throws(RequestError) -> Bool {
        if path.count == 1 { return true }
        var fits = true
        var start = path.lowerBound + 1
        while start <= path.upperBound {
            var end = head.first(
                Grammar.slash, or: Grammar.percent, in: start..<path.upperBound)
            var segment = Segment()
            if end < path.upperBound, head[end] == Grammar.percent {
                segment.isEncoded = true
                end = head.first(Grammar.slash, in: end..<path.upperBound)
            }
            segment.slice = HeadSlice(start, end)
            // Only these can be read in two ways.
            if segment.isEncoded || end - start <= 2 { try segment.check(in: head) }
            if count < PathTemplate.segmentLimit {
                segments[count] = segment
                count += 1
            } else {
                fits = false
            }
            start = end + 1
        }
        return fits
    }
}

extension PathSegments.Segment {
    /// Refuses what could be read in two ways: empty, `.`, `..` in any spelling, bad escapes.
    func check(in head: Span<UInt8>) throws(RequestError) {
        let range = slice.range
        guard !range.isEmpty else { throw .malformedPath }
        if isEncoded {
            guard let text = decoded(in: head), !text.isEmpty, text != ".", text != ".." else {
                throw .malformedPath
            }
            return
        }
        let isDots = range.count <= 2 && range.allSatisfy { head[$0] == UInt8(ascii: ".") }
        guard !isDots else { throw .malformedPath }
    }

    func isEqual(to text: Span<UInt8>, in head: Span<UInt8>) -> Bool {
        if isEncoded {
            guard let decoded = decoded(in: head) else { return false }
            return text.holds(decoded, in: 0..<text.count)
        }
        return head.holds(text, in: slice.range)
    }

    /// The segment without `suffix`, if it ends with it and has something before.
    ///
    /// The suffix is compared with the bytes as they came: it is unreserved text, which has no
    /// reason to be escaped.
    func removing(suffix: Span<UInt8>, in head: Span<UInt8>) -> HeadSlice? {
        let range = slice.range
        guard range.count > suffix.count,
            head.holds(suffix, in: range.upperBound - suffix.count..<range.upperBound)
        else { return nil }
        return HeadSlice(range.lowerBound, range.upperBound - suffix.count)
    }

    private func decoded(in head: Span<UInt8>) -> String? {
        head.extracting(slice.range).withUnsafeBufferPointer { bytes in
            PercentEncoding.decode(bytes, plusIsSpace: false)
        }
    }
}
