internal import Glibc

/// A place in the bytes of a head, moved forward by what is taken.
struct HeadCursor {
    private(set) var position: Int

    /// Takes the longest run of bytes that `isAllowed` accepts; it may be empty.
    @inline(__always)
    mutating func take(_ head: Span<UInt8>, while isAllowed: (UInt8) -> Bool) -> Range<Int> {
        let start = position
        while position < head.count, isAllowed(head[position]) { position += 1 }
        return start..<position
    }

    /// Takes the longest run of bytes that may stand in a target.
    ///
    /// - Returns: the run, and where in it the first question mark stands: at its end without one.
    @inline(__always)
    mutating func takeTarget(_ head: Span<UInt8>) -> (range: Range<Int>, question: Int) {
        let start = position
        var question: Int?
        while true {
            position = head.skipUsualTarget(from: position)
            guard position < head.count, Grammar.isTarget(head[position]) else { break }
            if head[position] == Grammar.question, question == nil { question = position }
            position += 1
        }
        return (start..<position, question ?? position)
    }

    /// Takes the longest run of bytes that may stand in the name of a field.
    @inline(__always)
    mutating func takeName(_ head: Span<UInt8>) -> Range<Int> {
        let start = position
        while true {
            position = head.skipUsualName(from: position)
            guard position < head.count, Grammar.isToken(head[position]) else { break }
            position += 1
        }
        return start..<position
    }

    /// Takes the longest run of bytes that may stand in a field's value.
    @inline(__always)
    mutating func takeFieldValue(_ head: Span<UInt8>) -> Range<Int> {
        let start = position
        while position < head.count {
            position = head.skipVisible(from: position)
            // A tab, the end of the value, or the last bytes of the head.
            guard position < head.count, Grammar.isFieldValue(head[position]) else { break }
            position += 1
        }
        return start..<position
    }

    /// Takes one certain byte, if it is the next.
    @inline(__always)
    mutating func take(_ head: Span<UInt8>, _ byte: UInt8) -> Bool {
        guard position < head.count, head[position] == byte else { return false }
        position += 1
        return true
    }

    /// Takes `GET` or `HEAD` and the space behind it, if they come next: nearly all requests have
    /// one of them, and it is one word.
    @inline(__always)
    mutating func takeUsualMethod(_ head: Span<UInt8>) -> Method? {
        guard position + 8 <= head.count else { return nil }
        // The characters, the last in the highest place.
        let word = head.word(at: position)
        if word & 0xFFFF_FFFF == 0x2054_4547 {
            position += 4
            return .get
        }
        if word & 0xFF_FFFF_FFFF == 0x20_4441_4548 {
            position += 5
            return .head
        }
        return nil
    }

    /// Takes `HTTP/1.1`, if it comes next: nearly all requests have it, and it is one word.
    @inline(__always)
    mutating func takeVersion11(_ head: Span<UInt8>) -> Bool {
        // The characters, the last in the highest place.
        guard position + 8 <= head.count, head.word(at: position) == 0x312E_312F_5054_5448 else {
            return false
        }
        position += 8
        return true
    }

    /// Takes a certain text, if it comes next.
    mutating func take(_ head: Span<UInt8>, _ text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            guard head.holds(expected, in: position..<position + expected.count) else {
                return false
            }
            position += expected.count
            return true
        }
    }

    /// Takes CR LF, the only end of a line there is.
    @inline(__always)
    mutating func takeLineEnd(_ head: Span<UInt8>) -> Bool {
        guard position + 1 < head.count, head[position] == Grammar.carriageReturn,
            head[position + 1] == Grammar.lineFeed
        else { return false }
        position += 2
        return true
    }
}

extension Span where Element == UInt8 {
    /// Whether exactly these bytes stand in `range`.
    func holds(_ expected: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Bool {
        guard range.count == expected.count, range.upperBound <= count else { return false }
        return extracting(range).withUnsafeBytes { bytes in
            guard let left = bytes.baseAddress, let right = expected.baseAddress else {
                return true  // Both are empty.
            }
            return memcmp(left, right, bytes.count) == 0
        }
    }

    func holds(_ expected: Span<UInt8>, in range: Range<Int>) -> Bool {
        expected.withUnsafeBufferPointer { holds($0, in: range) }
    }

    /// Whether exactly this text stands in `range`.
    func holds(_ expected: String, in range: Range<Int>) -> Bool {
        let isEqual = expected.utf8.withContiguousStorageIfAvailable { holds($0, in: range) }
        // Text that another language made lies elsewhere.
        return isEqual ?? holds(Array(expected.utf8).span, in: range)
    }

    /// Whether these letters stand in `range`, in whatever case. `expected` is in small letters.
    func holdsIgnoringCase(_ expected: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == expected.utf8CodeUnitCount, range.upperBound <= count else {
            return false
        }
        return expected.withUTF8Buffer { letters in
            for index in 0..<letters.count
            where Grammar.lowercased(self[range.lowerBound + index]) != letters[index] {
                return false
            }
            return true
        }
    }

    /// A copy of the bytes in `range`, as text; what is not UTF-8 is replaced.
    func text(in range: Range<Int>) -> String {
        extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
