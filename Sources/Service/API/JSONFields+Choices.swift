import Codecs
import Records

extension JSONFields {
    /// A version as a client names it. A number may be written as one, or as a string like the
    /// other names of a version.
    mutating func optionalVersion(_ name: String) throws(JSONError) -> VersionReference? {
        guard let value = optionalValue(name) else { return nil }
        let text = value.integer.map { String($0) } ?? value.string
        guard let text, let version = try? VersionReference(text) else {
            throw .notAllowed(pointer: place(of: name), rule: VersionReference.rule)
        }
        return version
    }

    mutating func version(_ name: String) throws(JSONError) -> VersionReference {
        guard let version = try optionalVersion(name) else {
            throw .missing(pointer: place(of: name))
        }
        return version
    }

    /// One of a few words.
    mutating func optionalChoice<Choice>(
        _ name: String, of type: Choice.Type
    ) throws(JSONError) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard let text = try optionalString(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .notAllowed(pointer: place(of: name), rule: "one of \(known)")
        }
        return choice
    }

    mutating func choice<Choice>(_ name: String, of type: Choice.Type) throws(JSONError) -> Choice
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard let choice = try optionalChoice(name, of: type) else {
            throw .missing(pointer: place(of: name))
        }
        return choice
    }
}
