package import Records

/// All differences of two versions in the order of their keys, a piece of them in memory at a time.
package struct DifferenceWalk {
    /// Differences looked for at once: the work of finding the place again is spread over them.
    private static let pieceLength = 1000

    private let old: Manifest
    private let new: Manifest
    private var piece: ArraySlice<SampleDifference> = []
    private var last: SampleKey?
    private var isAtEnd = false

    /// - Parameter key: begins after this one.
    package init(from old: Manifest, to new: Manifest, after key: SampleKey? = nil) {
        self.old = old
        self.new = new
        last = key
    }

    /// The next difference without taking it; nil at the end.
    package mutating func peek() throws -> SampleDifference? {
        if piece.isEmpty, !isAtEnd {
            let found = try differences(
                from: old, to: new, after: last, limit: DifferenceWalk.pieceLength)
            isAtEnd = found.count < DifferenceWalk.pieceLength
            last = found.last?.key
            piece = found[...]
        }
        return piece.first
    }

    package mutating func next() throws -> SampleDifference? {
        guard let difference = try peek() else { return nil }
        piece.removeFirst()
        return difference
    }
}
