package import Codecs

/// A condition on samples: what a view keeps.
///
/// A comparison is false for a sample that lacks the field or has another kind of value there, and
/// so is `!=`: absence is asked for with `not has`. Numbers compare as numbers, texts by their
/// bytes. Of several annotations of one label, one is enough for a test.
///
/// It is parsed from text (``FilterParser``) and written again in one form (`description`), so that
/// equal conditions have equal digests.
package indirect enum Filter: Sendable, Hashable {
    case all([Filter])
    case any([Filter])
    case not(Filter)
    case test(Operand, Test)

    /// What is looked at.
    package enum Operand: Sendable, Hashable {
        /// A field of the sample, through objects inside each other.
        case field([String])
        case key, split
        /// The bytes of all parts.
        case byteCount
        /// The names of the parts.
        case parts
        /// The values of the annotations of a label.
        case label(FieldName)
        /// How sure the sources of a label's annotations were.
        case confidence(FieldName)
    }

    package enum Test: Sendable, Hashable {
        case exists
        case compares(Comparison, Value)
        /// From the one to the other, both included.
        case between(Value, Value)
        case isOne(of: [Value])
        /// A text that has this inside; a list that has it as an element.
        case contains(String)
        case starts(with: String)
    }

    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "="
        case unequal = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
    }

    package enum Value: Sendable, Hashable {
        case text(String)
        case number(Double)
        case flag(Bool)
        case null
    }

    /// What the filter looks at.
    package var operands: Set<Operand> {
        switch self {
        case .all(let filters), .any(let filters):
            filters.reduce(into: []) { $0.formUnion($1.operands) }
        case .not(let filter): filter.operands
        case .test(let operand, _): [operand]
        }
    }

    /// Tests and values: what it costs one sample at most.
    package var testCount: Int {
        switch self {
        case .all(let filters), .any(let filters): filters.reduce(0) { $0 + $1.testCount }
        case .not(let filter): filter.testCount
        case .test(_, .isOne(let values)): values.count
        case .test: 1
        }
    }
}

extension Filter {
    package func admits(_ sample: Sample, labels: SampleLabels = .none) -> Bool {
        switch self {
        case .all(let filters): filters.allSatisfy { $0.admits(sample, labels: labels) }
        case .any(let filters): filters.contains { $0.admits(sample, labels: labels) }
        case .not(let filter): !filter.admits(sample, labels: labels)
        case .test(let operand, let test):
            operand.isMet(by: sample, labels) { test.admits($0) }
        }
    }
}

extension Filter.Operand {
    /// The label that it looks at; nil for none.
    package var label: FieldName? {
        switch self {
        case .label(let name), .confidence(let name): name
        case .field, .key, .split, .byteCount, .parts: nil
        }
    }

    /// Whether one of the sample's values of the operand passes; a sample that has none does not.
    package func isMet(
        by sample: Sample, _ labels: SampleLabels, where passes: (JSON) -> Bool
    ) -> Bool {
        switch self {
        case .key: passes(.string(sample.key.text))
        case .split: sample.split.map { passes(.string($0.text)) } ?? false
        case .byteCount: passes(.number(sample.byteCount))
        case .parts: passes(.array(sample.parts.map { .string($0.name.text) }))
        case .field(let path): Filter.value(at: path, in: sample.fields).map(passes) ?? false
        case .label(let name):
            labels[name].contains { $0.statement.value.map { passes($0.scalar) } ?? false }
        case .confidence(let name):
            labels[name].contains { annotation in
                annotation.statement.confidence.map { passes(.optional($0)) } ?? false
            }
        }
    }
}

extension Filter {
    /// What stands at a path of names; nil when there is nothing.
    package static func value(at path: [String], in fields: JSONObject) -> JSON? {
        guard let first = path.first else { return nil }
        return path.dropFirst().reduce(fields[first]) { value, name in value?[name] }
    }
}

extension Filter.Test {
    func admits(_ json: JSON) -> Bool {
        switch self {
        case .exists: true
        case .compares(.equal, let value): value.equals(json)
        case .compares(.unequal, let value): !value.equals(json)
        case .compares(.less, let value): value.isAfter(json) == true
        case .compares(.lessOrEqual, let value): value.isBefore(json) == false
        case .compares(.greater, let value): value.isBefore(json) == true
        case .compares(.greaterOrEqual, let value): value.isAfter(json) == false
        case .between(let low, let high):
            low.isAfter(json) == false && high.isBefore(json) == false
        case .isOne(let values): values.contains { $0.equals(json) }
        case .contains(let text):
            json.string.map { $0.utf8.contains(text.utf8) }
                ?? json.array.map { $0.contains { $0.string?.hasBytes(of: text) == true } } ?? false
        case .starts(let text): json.string?.utf8.starts(with: text.utf8) ?? false
        }
    }
}

extension Filter.Value {
    func equals(_ json: JSON) -> Bool {
        switch self {
        case .text(let text): json.string?.hasBytes(of: text) ?? false
        case .number(let number): json.double == number
        case .flag(let flag): json.bool == flag
        case .null: json == .null
        }
    }

    /// Whether this comes before a value of its kind; nil for another kind, or one without order.
    func isBefore(_ json: JSON) -> Bool? {
        switch self {
        case .text(let text): json.string.map { text.utf8.lexicographicallyPrecedes($0.utf8) }
        case .number(let number): json.double.map { number < $0 }
        case .flag, .null: nil
        }
    }

    func isAfter(_ json: JSON) -> Bool? {
        switch self {
        case .text(let text): json.string.map { $0.utf8.lexicographicallyPrecedes(text.utf8) }
        case .number(let number): json.double.map { number > $0 }
        case .flag, .null: nil
        }
    }
}

extension String.UTF8View {
    /// Whether some bytes stand in these, next to each other.
    fileprivate func contains(_ other: String.UTF8View) -> Bool {
        guard let first = other.first else { return true }
        var rest = self[...]
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: other) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
