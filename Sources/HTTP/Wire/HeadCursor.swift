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

    /// Takes one certain byte, if it is the next.
    @inline(__always)
    mutating func take(_ head: Span<UInt8>, _ byte: UInt8) -> Bool {
        guard position < head.count, head[position] == byte else { return false }
        position += 1
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
    func holds(_ expected: some Collection<UInt8>, in range: Range<Int>) -> Bool {
        guard range.count == expected.count, range.upperBound <= count else { return false }
        var index = range.lowerBound
        for byte in expected {
            guard self[index] == byte else { return false }
            index += 1
        }
        return true
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
