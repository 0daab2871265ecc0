import Codecs
import Manifests
package import Records
import SQL

/// Writing to one labelset: every write is a new revision, and none is overwritten unseen.
package struct AnnotationWriter: Sendable {
    let storage: Storage
    let path: DatasetPath
    let labelset: LabelsetName
    /// The name of the token that writes.
    let author: String

    package init(
        _ storage: Storage, of path: DatasetPath, in labelset: LabelsetName, author: String
    ) {
        self.storage = storage
        self.path = path
        self.labelset = labelset
        self.author = author
    }

    /// A bulk write's line: what it says, and under which id.
    package struct Line: Sendable {
        /// Counts from 1.
        package let number: Int
        package let id: AnnotationID
        package let statement: Statement

        package init(number: Int, id: AnnotationID, statement: Statement) {
            self.number = number
            self.id = id
            self.statement = statement
        }
    }

    package struct BulkResult: Sendable, Equatable {
        package let createdCount: Int
        /// Lines that say what already stands.
        package let unchangedCount: Int
        /// The labelset's newest sequence number afterwards.
        package let sequence: Int64
    }

    /// Lines of one bulk write: it is one transaction, and other writes wait for it.
    package static let lineLimit = 100_000

    /// Appends annotations that do not exist yet: all lines or none.
    ///
    /// A line that says what already stands changes nothing, so a write can be repeated safely.
    /// - Throws: ``CatalogError/linesRefused(_:count:)``, ``CatalogError/tooManyLines(limit:)``;
    ///   nothing is stored then.
    package func append(_ lines: [Line]) throws -> BulkResult {
        guard lines.count <= AnnotationWriter.lineLimit else {
            throw CatalogError.tooManyLines(limit: AnnotationWriter.lineLimit)
        }
        try refuseUnknownSamples(of: lines)
        let now = storage.now()
        let (path, labelset, author) = (path, labelset, author)
        return try storage.database.write { connection in
            let id = try Labelsets.id(of: labelset, path: path, in: connection)
            var errors = LineErrors()
            var created = 0
            var seen: Set<AnnotationID> = []
            for line in lines {
                guard seen.insert(line.id).inserted else {
                    errors.note(.repeated(line.id), line: line.number)
                    continue
                }
                let standing = try AnnotationRow.newest(line.id, in: id, asOf: .max, connection)
                if let standing {
                    if standing.statement == line.statement { continue }
                    errors.note(
                        .exists(line.id, revision: standing.revision), line: line.number)
                } else if errors.isEmpty {
                    _ = try AnnotationRow.append(
                        line.statement, id: line.id, revision: 1, labelset: id, author: author,
                        at: now, connection)
                    created += 1
                }
            }
            try errors.refuse()
            try Labelsets.moveCount(of: id, by: created, in: connection)
            return BulkResult(
                createdCount: created, unchangedCount: lines.count - created,
                sequence: try Labelsets.newestSequence(of: id, in: connection))
        }
    }

    /// Writes one annotation as the revision after `base`.
    ///
    /// - Parameter base: the revision that the writer saw; 0 for an annotation that does not exist;
    ///   nil when the writer did not say.
    /// - Throws: ``CatalogError/revisionConflict(current:base:baseRevision:)`` when another one
    ///   stands, ``CatalogError/revisionRequired(current:)`` when one stands and `base` is nil,
    ///   ``CatalogError/annotationMoved(current:)`` for another sample or field.
    package func put(_ statement: Statement, id: AnnotationID, base: Int?) throws -> Annotation {
        guard try unknown(among: [statement.sample]).isEmpty else {
            throw CatalogError.sampleMissing(statement.sample)
        }
        return try revise(id, base: base) { _ in statement }
    }

    /// Withdraws an annotation: it no longer stands, and its revisions stay readable.
    package func withdraw(_ id: AnnotationID, base: Int?) throws -> Annotation {
        try revise(id, base: base) { current in
            guard let current, current.statement.value != nil else {
                throw CatalogError.annotationMissing(id)
            }
            return current.statement.withdrawn
        }
    }

    private func revise(
        _ id: AnnotationID, base: Int?,
        to statement: @escaping @Sendable (Annotation?) throws -> Statement
    ) throws -> Annotation {
        let now = storage.now()
        let (path, labelset, author) = (path, labelset, author)
        return try storage.database.write { connection in
            let row = try Labelsets.id(of: labelset, path: path, in: connection)
            let current = try AnnotationRow.newest(id, in: row, asOf: .max, connection)
            let next = try statement(current)
            switch (current, base) {
            case (let current?, nil): throw CatalogError.revisionRequired(current: current)
            case (let current?, let base?) where current.revision != base:
                throw CatalogError.revisionConflict(
                    current: current,
                    base: try AnnotationRow.revision(base, of: id, in: row, connection),
                    baseRevision: base)
            case (nil, let base?) where base != 0: throw CatalogError.annotationMissing(id)
            case (_, _): break
            }
            // Otherwise the sample it was about would lose its label unseen.
            if let current, current.statement.subject != next.subject {
                throw CatalogError.annotationMoved(current: current)
            }
            let (stood, stands) = (current?.statement.value != nil, next.value != nil)
            try Labelsets.moveCount(
                of: row, by: (stands ? 1 : 0) - (stood ? 1 : 0), in: connection)
            return try AnnotationRow.append(
                next, id: id, revision: (current?.revision ?? 0) + 1, labelset: row,
                author: author, at: now, connection)
        }
    }

    /// From one sample in so many on, reading all keys is faster than looking each one up, because
    /// a look-up reads a whole leaf.
    private static let scanShare = 64

    /// The samples among these that the dataset's newest version does not have.
    private func unknown(among samples: Set<SampleKey>) throws -> Set<SampleKey> {
        let manifest = try Datasets(storage).manifest(.latest, of: path).manifest
        guard samples.count > manifest.sampleCount / AnnotationWriter.scanShare else {
            return try samples.filter { try manifest.position(of: $0) == nil }
        }
        var unknown = samples
        try manifest.forEach(in: 0..<manifest.sampleCount) { _, sample in
            unknown.remove(sample.key)
        }
        return unknown
    }

    private func refuseUnknownSamples(of lines: [Line]) throws {
        let unknown = try unknown(among: Set(lines.map(\.statement.sample)))
        var errors = LineErrors()
        for line in lines where unknown.contains(line.statement.sample) {
            errors.note(.sampleUnknown(line.statement.sample), line: line.number)
        }
        try errors.refuse()
    }
}
