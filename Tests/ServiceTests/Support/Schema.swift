import Codecs

/// Holds JSON values against the schemas of the API's description: the part of JSON Schema
/// (draft 2020-12) that the description uses.
struct Schema {
    let document: JSON

    /// What is wrong with a value, each with its place; empty when nothing is.
    func mistakes(in value: JSON, by schema: JSON, at place: String = "") -> [String] {
        if let reference = schema["$ref"]?.string {
            let name = reference.split(separator: "/").last.map { String($0) } ?? ""
            guard let named = document["components"]?["schemas"]?[name] else {
                return ["\(place): no schema \(name)"]
            }
            return mistakes(in: value, by: named, at: place)
        }
        if let choices = schema["anyOf"]?.array {
            let all = choices.map { mistakes(in: value, by: $0, at: place) }
            return all.contains([]) ? [] : all.first ?? []
        }
        switch schema["type"]?.string {
        case "object": return object(value, schema, place)
        case "array":
            guard let elements = value.array else { return ["\(place): no array"] }
            return elements.enumerated().flatMap { index, element in
                mistakes(in: element, by: schema["items"] ?? [:], at: "\(place)/\(index)")
            }
        case "string": return string(value, schema, place)
        case "integer":
            guard let number = value.integer else { return ["\(place): no integer"] }
            let isTooSmall = schema["minimum"]?.integer.map { number < $0 } ?? false
            let isTooLarge = schema["maximum"]?.integer.map { number > $0 } ?? false
            return isTooSmall || isTooLarge ? ["\(place): \(number) is out of range"] : []
        case "number": return value.double == nil ? ["\(place): no number"] : []
        case "boolean": return value.bool == nil ? ["\(place): no boolean"] : []
        case "null": return value == .null ? [] : ["\(place): not null"]
        case nil: return []
        case let type?: return ["\(place): unknown type \(type)"]
        }
    }

    private func object(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
        guard let object = value.object else { return ["\(place): no object"] }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        let missing = required.filter { object[$0] == nil }.map { "\(place)/\($0): missing" }
        return missing
            + object.members.flatMap { member -> [String] in
                let inner = "\(place)/\(member.name)"
                if let known = schema["properties"]?[member.name] {
                    return mistakes(in: member.value, by: known, at: inner)
                }
                switch schema["additionalProperties"] {
                case .bool(false): return ["\(inner): not described"]
                case let other?: return mistakes(in: member.value, by: other, at: inner)
                case nil: return []
                }
            }
    }

    private func string(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
        guard let text = value.string else { return ["\(place): no string"] }
        if let choices = schema["enum"]?.array, !choices.contains(value) {
            return ["\(place): '\(text)' is none of \(choices)"]
        }
        if schema["pattern"] != nil, Digest(text) == nil { return ["\(place): no digest"] }
        return []
    }
}
