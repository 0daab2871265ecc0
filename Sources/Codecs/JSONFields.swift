/// Reads the members of one object into typed values, and refuses what nobody asked for.
///
/// Every accessor notes its name; ``finish()`` then throws for the first member that was not
/// asked for, so an unknown or misspelt member is an error and not a silent nothing.
package struct JSONFields {
    private let object: JSONObject
    private let pointer: String
    private var known: [String] = []

    /// - Throws: ``JSONError/wrongKind(pointer:expected:)`` unless `json` is an object.
    package init(_ json: JSON, at pointer: String = "") throws(JSONError) {
        guard case .object(let object) = json else {
            throw .wrongKind(pointer: pointer, expected: "an object")
        }
        self.object = object
        self.pointer = pointer
    }

    /// The pointer of a member of this object.
    package func place(of name: String) -> String { pointer + "/" + JSONPointer.escape(name) }

    /// Any value; nil when the member is absent or `null`.
    package mutating func optionalValue(_ name: String) -> JSON? {
        known.append(name)
        let value = object[name]
        return value == .null ? nil : value
    }

    package mutating func value(_ name: String) throws(JSONError) -> JSON {
        guard let value = optionalValue(name) else { throw .missing(pointer: place(of: name)) }
        return value
    }

    package mutating func optionalString(_ name: String) throws(JSONError) -> String? {
        guard let value = optionalValue(name) else { return nil }
        guard let text = value.string else { throw wrongKind(name, "a string") }
        return text
    }

    package mutating func string(_ name: String) throws(JSONError) -> String {
        guard let text = try optionalString(name) else { throw .missing(pointer: place(of: name)) }
        return text
    }

    package mutating func optionalInteger(_ name: String, in range: ClosedRange<Int>)
        throws(JSONError) -> Int?
    {
        guard let value = optionalValue(name) else { return nil }
        guard let integer = value.integer else { throw wrongKind(name, "an integer") }
        guard range.contains(integer) else {
            throw .notAllowed(
                pointer: place(of: name), rule: "from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    package mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(JSONError)
        -> Int
    {
        guard let value = try optionalInteger(name, in: range) else {
            throw .missing(pointer: place(of: name))
        }
        return value
    }

    package mutating func optionalDouble(_ name: String, in range: ClosedRange<Double>)
        throws(JSONError) -> Double?
    {
        guard let value = optionalValue(name) else { return nil }
        guard let double = value.double else { throw wrongKind(name, "a number") }
        guard range.contains(double) else {
            throw .notAllowed(
                pointer: place(of: name), rule: "from \(range.lowerBound) to \(range.upperBound)")
        }
        return double
    }

    package mutating func optionalBool(_ name: String) throws(JSONError) -> Bool? {
        guard let value = optionalValue(name) else { return nil }
        guard let bool = value.bool else { throw wrongKind(name, "true or false") }
        return bool
    }

    package mutating func bool(_ name: String) throws(JSONError) -> Bool {
        guard let bool = try optionalBool(name) else { throw .missing(pointer: place(of: name)) }
        return bool
    }

    package mutating func optionalArray(_ name: String) throws(JSONError) -> [JSON]? {
        guard let value = optionalValue(name) else { return nil }
        guard let array = value.array else { throw wrongKind(name, "an array") }
        return array
    }

    package mutating func array(_ name: String) throws(JSONError) -> [JSON] {
        guard let value = try optionalArray(name) else { throw .missing(pointer: place(of: name)) }
        return value
    }

    package mutating func optionalObject(_ name: String) throws(JSONError) -> JSONObject? {
        guard let value = optionalValue(name) else { return nil }
        guard let object = value.object else { throw wrongKind(name, "an object") }
        return object
    }

    /// Array of strings; nil when absent.
    package mutating func optionalStrings(_ name: String) throws(JSONError) -> [String]? {
        guard let elements = try optionalArray(name) else { return nil }
        var strings: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string else {
                throw .wrongKind(pointer: place(of: name) + "/\(index)", expected: "a string")
            }
            strings.append(text)
        }
        return strings
    }

    /// - Throws: ``JSONError/unknownName(pointer:known:)`` for the first member not asked for.
    package func finish() throws(JSONError) {
        for member in object.members where !known.contains(where: { $0.hasBytes(of: member.name) })
        {
            throw .unknownName(pointer: place(of: member.name), known: known)
        }
    }

    private func wrongKind(_ name: String, _ expected: String) -> JSONError {
        .wrongKind(pointer: place(of: name), expected: expected)
    }
}
