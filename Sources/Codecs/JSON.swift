/// A JSON value (RFC 8259).
///
/// Members keep the order in which they came; numbers keep their text, so that `0.10` leaves as it
/// arrived and no precision is lost between reading and writing.
package indirect enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    // Texts are compared by their bytes: Swift's strings are equal when only their normal forms
    // are, and then equal values would not have equal canonical bytes.
    package static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasBytes(of: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    /// The member of an object; nil for another name or another kind of value.
    package subscript(name: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    /// The element of an array; nil past its end or for another kind of value.
    package subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
    package var integer: Int? {
        guard case .number(let number) = self else { return nil }
        return number.integer
    }
    package var double: Double? {
        guard case .number(let number) = self else { return nil }
        return number.double
    }
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }
    package var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }
    package var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// A number that JSON can hold; `null` for infinities and NaN.
    package static func number(_ value: Double) -> JSON {
        value.isFinite ? .number(JSONNumber(value)) : .null
    }
    package static func number(_ value: some BinaryInteger) -> JSON {
        .number(JSONNumber(unchecked: String(value)))
    }
    /// `null` for nil.
    package static func optional(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
    /// `null` for nil.
    package static func optional(_ value: Double?) -> JSON { value.map { .number($0) } ?? .null }
    /// `null` for nil.
    package static func optional(_ value: Int?) -> JSON { value.map { .number($0) } ?? .null }
}

/// A number as its text.
package struct JSONNumber: Sendable, Hashable {
    package let text: String

    /// A finite value, in the shortest text that reads back as the same bits.
    package init(_ value: Double) {
        precondition(value.isFinite, "JSON has no text for infinities and NaN")
        let text = "\(value)"
        self.text = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Text that is known to follow the grammar of RFC 8259 §6.
    init(unchecked text: String) { self.text = text }

    /// The value as an integer; nil when it has a fraction or an exponent, or does not fit.
    package var integer: Int? { Int(text) }
    /// The nearest double; nil where that is infinite.
    package var double: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}

/// The members of an object, in order; no name occurs twice.
package struct JSONObject: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package let name: String
        package var value: JSON

        package static func == (left: Member, right: Member) -> Bool {
            left.name.hasBytes(of: right.name) && left.value == right.value
        }
    }

    package private(set) var members: [Member]

    package init() { members = [] }

    /// Members whose names are known to differ.
    init(unchecked members: [Member]) { self.members = members }

    package var isEmpty: Bool { members.isEmpty }
    package var names: [String] { members.map(\.name) }

    /// The value of a member. Setting nil removes it; a new name is added at the end.
    package subscript(name: String) -> JSON? {
        get { members.first { $0.name.hasBytes(of: name) }?.value }
        set {
            let index = members.firstIndex { $0.name.hasBytes(of: name) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral, ExpressibleByStringInterpolation
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        var object = JSONObject()
        for (name, value) in elements { object[name] = value }
        self = .object(object)
    }
}

extension String {
    /// Whether both are the same bytes of UTF-8; `==` is true for equal normal forms too.
    package func hasBytes(of other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        // As two runs of bytes; one by one they would go through the string's own iterator.
        var (left, right) = (self, other)
        return left.withUTF8 { left in right.withUTF8 { right in left.elementsEqual(right) } }
    }
}
