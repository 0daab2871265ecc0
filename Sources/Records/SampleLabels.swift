package import Codecs

/// What labelsets say of one sample: under each name the annotations that stand, in the order of
/// their ids.
package struct SampleLabels: Sendable, Hashable {
    private let annotations: [FieldName: [Annotation]]

    package static let none = SampleLabels([:])

    package init(_ annotations: [FieldName: [Annotation]]) { self.annotations = annotations }

    package subscript(name: FieldName) -> [Annotation] { annotations[name] ?? [] }
}

extension Annotation {
    /// What is sent of it with its sample.
    package var delivered: JSON {
        [
            "id": .string(id.text),
            "revision": .number(revision),
            "value": statement.value?.json ?? .null,
            "attributes": .object(statement.attributes),
            "confidence": .optional(statement.confidence),
            "source": .string(statement.source.description),
        ]
    }
}

extension LabelValue {
    /// The value alone: a class as its number or name, a text, a number.
    package var scalar: JSON {
        switch self {
        case .category(let label, _): label.json
        case .text(let text): .string(text)
        case .number(let number): .number(number)
        }
    }

    /// The value alone as text: what a file says that holds nothing else.
    package var text: String {
        switch self {
        case .category(let label, _): label.description
        case .text(let text): text
        case .number(let number): JSON.number(number).text
        }
    }
}
