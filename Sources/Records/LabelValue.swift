package import Codecs

/// What an annotation says about a sample: a closed sum, one case per kind of value.
///
/// In JSON it is an object whose first member names the kind:
///
///     {"class": 3}                          a class
///     {"class": 3, "probabilities": [...]}  a class and how sure the model was of each
///     {"text": "…"}                         a text
///     {"number": 12.5}                      a number
package enum LabelValue: Sendable, Hashable {
    case category(ClassLabel, probabilities: [Double]?)
    case text(String)
    case number(JSONNumber)

    // By bytes, as the reference implementations of metrics compare texts.
    package static func == (left: LabelValue, right: LabelValue) -> Bool {
        switch (left, right) {
        case (.category(let left, let lefts), .category(let right, let rights)):
            left == right && lefts == rights
        case (.text(let left), .text(let right)): left.hasBytes(of: right)
        case (.number(let left), .number(let right)): left == right
        case (.category, _), (.text, _), (.number, _): false
        }
    }

    /// Whether a NUL stands in its text or in the name of its class: no tool that is written in C
    /// can tell such a label from a shorter one, so none is taken in.
    package var holdsNUL: Bool {
        switch self {
        case .category(.name(let text), _), .text(let text): text.utf8.contains(0)
        case .category(.integer, _), .number: false
        }
    }

    /// Most classes a distribution may have.
    package static let probabilityLimit = 10_000
    /// How far from 1 the sum of probabilities may be: they are rounded when they are written.
    package static let probabilitySumTolerance = 0.01
}

/// A class by its number or its name.
///
/// `3` and `"3"` are the same class: labels come as text from files and as numbers from models.
package enum ClassLabel: Sendable, Hashable, Comparable, CustomStringConvertible {
    case integer(Int)
    case name(String)

    package init(_ text: String) {
        if let integer = Int(text), String(integer) == text {
            self = .integer(integer)
        } else {
            self = .name(text)
        }
    }

    package var description: String {
        switch self {
        case .integer(let integer): String(integer)
        case .name(let name): name
        }
    }

    package var json: JSON {
        switch self {
        case .integer(let integer): .number(integer)
        case .name(let name): .string(name)
        }
    }

    // By bytes, like their order.
    package static func == (left: ClassLabel, right: ClassLabel) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.name(let left), .name(let right)): left.hasBytes(of: right)
        case (.integer, _), (.name, _): false
        }
    }

    /// Numbers before names; names by their bytes.
    package static func < (left: ClassLabel, right: ClassLabel) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.name(let left), .name(let right)):
            left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.integer, .name): true
        case (.name, .integer): false
        }
    }
}
