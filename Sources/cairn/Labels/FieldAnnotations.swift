import Codecs

/// A field of the samples, as a label of each sample that has it: references that came with the
/// data.
final class FieldAnnotations: AnnotationStream {
    private let session: Session
    private let dataset: DatasetReference
    private let split: String?
    private let mapping: LabelMapping
    private var cursor: String?
    private var isAtEnd = false
    private(set) var annotationCount = 0
    /// Samples that do not have the field.
    private(set) var unlabelledCount = 0
    private(set) var doneBytes: Int64 = 0
    let totalBytes: Int64? = nil

    /// - Parameters:
    ///   - session: not the one that the annotations are sent over: both speak at once.
    ///   - mapping: its paths are those of a sample's document, ``path(ofField:)``.
    init(session: Session, dataset: DatasetReference, split: String?, mapping: LabelMapping) {
        self.session = session
        self.dataset = dataset
        self.split = split
        self.mapping = mapping
    }

    /// Where a field stands in the document of a sample.
    static func path(ofField path: FieldPath) -> FieldPath {
        FieldPath(stringLiteral: API.Sample.fields + "." + path.text)
    }

    func next() throws -> [UInt8]? {
        var piece: [UInt8] = []
        while piece.isEmpty, !isAtEnd {
            let page = try session.get(
                API.samples(
                    dataset, split: split, API.Page(cursor: cursor, limit: Listing.pageLimit)))
            guard let samples = page[API.Sample.list]?.array else {
                throw Failure.notUnderstood(reason: "a listing without \(API.Sample.list)")
            }
            for sample in samples { try append(sample, to: &piece) }
            let next = page[API.next]?.string
            guard next == nil || next != cursor else {
                throw Failure.notUnderstood(reason: "a listing that does not move on")
            }
            cursor = next
            isAtEnd = next == nil
        }
        doneBytes += Int64(piece.count)
        return piece.isEmpty ? nil : piece
    }

    private func append(_ sample: JSON, to piece: inout [UInt8]) throws(Failure) {
        guard let path = mapping.value.path, path.value(in: sample) != nil else {
            unlabelledCount += 1
            return
        }
        let key = sample[API.Sample.key]?.string ?? ""
        let annotation = try mapping.annotation(
            of: sample, number: annotationCount, at: "sample \(key)")
        annotation.write(into: &piece)
        piece.append(UInt8(ascii: "\n"))
        annotationCount += 1
    }
}

extension LabelMapping.Value {
    /// Where the value itself stands; nil where a line is an annotation already.
    fileprivate var path: FieldPath? {
        switch self {
        case .annotation: nil
        case .category(let path, _), .text(let path), .number(let path): path
        }
    }
}
