import Codecs

/// The parts of a version in the order of its shards, read page by page.
struct ExpectedParts {
    private let session: Session
    private let dataset: DatasetReference
    private var parts: ArraySlice<ExpectedPart> = []
    private var cursor: String?
    private var isAtEnd = false

    /// - Parameter dataset: with a version that does not move.
    init(session: Session, dataset: DatasetReference) {
        self.session = session
        self.dataset = dataset
    }

    mutating func next() throws(Failure) -> ExpectedPart? {
        while parts.isEmpty, !isAtEnd {
            let page = try session.get(
                API.samples(
                    dataset, split: nil, API.Page(cursor: cursor, limit: Listing.pageLimit)))
            guard let samples = page[API.Sample.list]?.array else {
                throw .notUnderstood(reason: "a listing without \(API.Sample.list)")
            }
            for sample in samples { parts += try ExpectedPart.all(of: sample) }
            let next = page[API.next]?.string
            guard next == nil || next != cursor else {
                throw .notUnderstood(reason: "a listing that does not move on")
            }
            cursor = next
            isAtEnd = next == nil
        }
        return parts.popFirst()
    }
}
