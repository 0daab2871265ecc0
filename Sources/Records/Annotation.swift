package import Codecs

/// One assertion about a sample, in one revision.
package struct Annotation: Sendable, Hashable {
    /// The place in the daemon's log of annotations, over all labelsets; grows with each revision.
    package let sequence: Int64
    /// Unique in its labelset.
    package let id: AnnotationID
    /// Counts from 1 for each id.
    package let revision: Int
    package let statement: Statement
    /// The name of the token that wrote it.
    package let author: String
    package let createdAt: Timestamp

    package init(
        sequence: Int64, id: AnnotationID, revision: Int, statement: Statement, author: String,
        createdAt: Timestamp
    ) {
        self.sequence = sequence
        self.id = id
        self.revision = revision
        self.statement = statement
        self.author = author
        self.createdAt = createdAt
    }

    package var json: JSON {
        [
            "id": .string(id.text),
            "revision": .number(revision),
            "sequence": .number(sequence),
            "sample": .string(statement.sample.text),
            "field": .string(statement.field.text),
            "value": statement.value?.json ?? .null,
            "attributes": .object(statement.attributes),
            "confidence": .optional(statement.confidence),
            "source": .string(statement.source.description),
            "author": .string(author),
            "createdAt": createdAt.json,
        ]
    }
}

/// What an annotation says, without its place in the log.
package struct Statement: Sendable, Hashable {
    package let sample: SampleKey
    /// Which question it answers.
    package let field: FieldName
    /// nil: the annotation is withdrawn.
    package let value: LabelValue?
    package let attributes: JSONObject
    /// How sure the source is, from 0 to 1; nil when it did not say.
    package let confidence: Double?
    package let source: Source

    package init(
        sample: SampleKey, field: FieldName, value: LabelValue?, attributes: JSONObject,
        confidence: Double?, source: Source
    ) {
        self.sample = sample
        self.field = field
        self.value = value
        self.attributes = attributes
        self.confidence = confidence
        self.source = source
    }

    /// What it is about: fixed for all revisions of an annotation.
    package struct Subject: Hashable, Sendable {
        let sample: SampleKey
        let field: FieldName
    }

    package var subject: Subject { Subject(sample: sample, field: field) }

    /// The same statement with nothing said any more.
    package var withdrawn: Statement {
        Statement(
            sample: sample, field: field, value: nil, attributes: JSONObject(), confidence: nil,
            source: source)
    }
}

/// Which question an annotation answers: `class`, `answer`, `box`.
package struct FieldName: SlugName {
    package let text: String
    package init(unchecked text: String) { self.text = text }

    /// The field when nobody names one.
    package static let standard = FieldName(unchecked: "class")
}

/// What an annotation is called in its labelset.
package struct AnnotationID: Name {
    package static let rule = "1 to 768 bytes without control characters"

    package let text: String
    package init(unchecked text: String) { self.text = text }

    /// The name when nobody gives one: one annotation for each field of a sample.
    package init(field: FieldName, sample: SampleKey) { text = "\(field):\(sample)" }

    package static func admits(_ text: String) -> Bool {
        (1...768).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}

/// An append-only log of annotations on one dataset.
package struct Labelset: Sendable, Hashable {
    package let name: LabelsetName
    package let description: String
    package let createdAt: Timestamp
    /// Annotations that stand: withdrawn ones are not counted.
    package let annotationCount: Int
    /// The sequence number of its newest revision; 0 when it is empty.
    package let sequence: Int64

    package init(
        name: LabelsetName, description: String, createdAt: Timestamp, annotationCount: Int,
        sequence: Int64
    ) {
        self.name = name
        self.description = description
        self.createdAt = createdAt
        self.annotationCount = annotationCount
        self.sequence = sequence
    }

    package var json: JSON {
        [
            "name": .string(name.text),
            "description": .string(description),
            "createdAt": createdAt.json,
            "annotations": .number(annotationCount),
            "sequence": .number(sequence),
        ]
    }
}
