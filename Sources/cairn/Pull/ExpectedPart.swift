import Codecs
import Records

/// A part that a version has, as its listing says it.
struct ExpectedPart: Equatable {
    let key: SampleKey
    let name: PartName
    let digest: Digest
    let byteCount: Int64

    /// Its path in a shard and in a folder.
    var path: String { "\(key).\(name)" }

    /// The parts of a sample's document, in the order of their names' bytes.
    ///
    /// Names are checked here, before anything is written: they become paths.
    static func all(of sample: JSON) throws(Failure) -> [ExpectedPart] {
        guard let keyText = sample[API.Sample.key]?.string,
            let parts = sample[API.Sample.parts]?.object
        else { throw .notUnderstood(reason: "a sample without a key or parts") }
        var expected: [ExpectedPart] = []
        for member in parts.members {
            guard SampleKey.admits(keyText), PartName.admits(member.name),
                let text = member.value[API.Sample.digest]?.string,
                let digest = Digest(text),
                let byteCount = member.value[API.Sample.bytes]?.integer, byteCount >= 0
            else { throw .notUnderstood(reason: "a part without name, digest or size") }
            expected.append(
                ExpectedPart(
                    key: SampleKey(unchecked: keyText), name: PartName(unchecked: member.name),
                    digest: digest, byteCount: Int64(byteCount)))
        }
        return expected.sorted { $0.name < $1.name }
    }
}

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
