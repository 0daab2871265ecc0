/// What is wrong with the lines of a bulk write: the first errors, and how many there are.
package struct LineErrors {
    /// Errors that are kept; the others are counted.
    package static let keptLimit = 100

    private var first: [LineError] = []
    private var count = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    /// Whether so many lines are wrong that nobody needs to know how many more there are.
    package var areHopeless: Bool { count >= 10_000 }

    package mutating func note(_ fact: LineError.Fact, line: Int) {
        count += 1
        if first.count < LineErrors.keptLimit { first.append(LineError(line: line, fact: fact)) }
    }

    /// - Throws: ``CatalogError/linesRefused(_:count:)`` if there are any.
    package func refuse() throws(CatalogError) {
        guard !isEmpty else { return }
        throw .linesRefused(first.sorted { $0.line < $1.line }, count: count)
    }
}
