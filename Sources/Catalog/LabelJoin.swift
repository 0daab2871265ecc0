import Codecs
import Records
import SQL
import Shards

/// Reads what a view's labelsets say of samples, as of the moments that its recipe pins: the log
/// only grows, so the answer never changes.
struct LabelJoin {
    /// Bytes of annotations that are read for one delivery, about: they are in memory at once.
    static let byteLimit = 64 << 20
    /// What an annotation takes in memory beside its own texts.
    private static let bytesPerAnnotation = 256

    private let choices: [ViewRecipe.LabelChoice]
    private let labelsets: [Annotations]

    init(of recipe: ViewRecipe, in storage: Storage) {
        choices = recipe.labels
        labelsets = recipe.labels.map {
            Annotations(storage, of: recipe.dataset, in: $0.moment.labelset)
        }
    }

    /// What is said of some samples, each at its place.
    ///
    /// - Parameter areNeighbours: whether hardly any sample of the version stands between them, in
    ///   the order of keys: they are then read in one go.
    /// - Throws: ``ViewError/labelsTooLarge(limitBytes:)``.
    func labels(of samples: [Sample], areNeighbours: Bool = false) throws -> [SampleLabels] {
        guard !choices.isEmpty, let first = samples.first, let last = samples.last else {
            return samples.map { _ in .none }
        }
        var found: [SampleKey: [FieldName: [Annotation]]] = [:]
        var byteCount = 0
        let ranges =
            areNeighbours ? [first.key...last.key] : Set(samples.map(\.key)).map { $0...$0 }
        for (choice, labelset) in zip(choices, labelsets) {
            try labelset.read(of: choice.moment, about: ranges) { annotation in
                byteCount += LabelJoin.bytesPerAnnotation + annotation.statement.byteCount
                guard byteCount <= LabelJoin.byteLimit else {
                    throw ViewError.labelsTooLarge(limitBytes: LabelJoin.byteLimit)
                }
                found[annotation.statement.sample, default: [:]][choice.name, default: []]
                    .append(annotation)
            }
        }
        return samples.map { found[$0.key].map(SampleLabels.init) ?? .none }
    }
}

extension Annotations {
    /// Hands over the annotations of a moment's field that stand, of the samples with keys in some
    /// ranges; for each sample in the order of their ids.
    func read(
        of moment: LabelsetMoment, about ranges: [ClosedRange<SampleKey>],
        _ body: (Annotation) throws -> Void
    ) throws {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            for range in ranges {
                try connection.each(
                    """
                    SELECT \(AnnotationRow.columns) FROM annotation AS a
                    WHERE labelset = ?1 AND sample BETWEEN ?2 AND ?3 AND +sequence <= ?4
                    AND value IS NOT NULL AND +field = ?5
                    AND revision = (SELECT max(revision) FROM annotation AS b
                        WHERE b.labelset = ?1 AND b.id = a.id AND +b.sequence <= ?4)
                    ORDER BY sample, id
                    """,
                    id, range.lowerBound.text, range.upperBound.text, moment.asOf,
                    moment.field.text
                ) { row in try body(try AnnotationRow.annotation(from: row)) }
            }
        }
    }

    /// Fields that the labelset has annotations of, as of a moment; the first ones by name.
    func fields(asOf moment: Int64, limit: Int) throws -> [FieldName] {
        try storage.database.read { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            return try connection.all(
                """
                SELECT DISTINCT field FROM annotation WHERE labelset = ? AND sequence <= ?
                ORDER BY field LIMIT ?
                """,
                id, moment, limit
            ) { FieldName(unchecked: $0.text(0)) }
        }
    }
}

extension Statement {
    /// Bytes of its texts, about.
    fileprivate var byteCount: Int {
        let valueByteCount =
            switch value {
            case .category(let label, let probabilities):
                label.description.utf8.count + 8 * (probabilities?.count ?? 0)
            case .text(let text): text.utf8.count
            case .number, nil: 8
            }
        return sample.text.utf8.count + valueByteCount
            + (attributes.isEmpty ? 0 : JSON.object(attributes).bytes.count)
    }
}
