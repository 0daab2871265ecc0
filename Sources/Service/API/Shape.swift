package import Codecs

/// What a JSON value looks like, for the API's description.
package indirect enum Shape: Sendable {
    case string, integer, number, boolean, digest, timestamp, bytes, anything
    /// One of these strings.
    case choice([String])
    case integers(ClosedRange<Int>)
    case array(Shape)
    case object([Member])
    /// An object with any names, whose values have one shape.
    case map(Shape)
    /// Also null.
    case nullable(Shape)
    /// One of ``Shapes/all`` by its name.
    case named(String)

    package struct Member: Sendable {
        let name: String
        let shape: Shape
        let meaning: String
        let isRequired: Bool

        init(_ name: String, _ shape: Shape, _ meaning: String = "", isRequired: Bool = true) {
            self.name = name
            self.shape = shape
            self.meaning = meaning
            self.isRequired = isRequired
        }
    }

    /// A JSON Schema (draft 2020-12), as OpenAPI 3.1 uses it.
    package var schema: JSON {
        switch self {
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .digest: ["type": "string", "pattern": "^sha256:[0-9a-f]{64}$"]
        case .timestamp: ["type": "string", "format": "date-time"]
        case .bytes: ["type": "string", "format": "binary"]
        case .anything: [:]
        case .choice(let values): ["type": "string", "enum": .array(values.map { .string($0) })]
        case .integers(let range):
            [
                "type": "integer", "minimum": .number(range.lowerBound),
                "maximum": .number(range.upperBound),
            ]
        case .array(let element): ["type": "array", "items": element.schema]
        case .object(let members): Shape.schema(of: members)
        case .map(let value): ["type": "object", "additionalProperties": value.schema]
        case .nullable(let shape): ["anyOf": [shape.schema, ["type": "null"]]]
        case .named(let name): ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    /// A few words for a table.
    package var summary: String {
        switch self {
        case .string, .anything: "text"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "true or false"
        case .digest: "digest"
        case .timestamp: "time (RFC 3339)"
        case .bytes: "bytes"
        case .choice(let values): values.joined(separator: ", ")
        case .integers(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .array(let element): "list of \(element.summary)"
        case .object, .map: "object"
        case .nullable(let shape): "\(shape.summary) or null"
        case .named(let name): name
        }
    }

    private static func schema(of members: [Member]) -> JSON {
        var properties = JSONObject()
        for member in members {
            var schema = member.shape.schema.object ?? JSONObject()
            if !member.meaning.isEmpty { schema["description"] = .string(member.meaning) }
            properties[member.name] = .object(schema)
        }
        return [
            "type": "object",
            "properties": .object(properties),
            "required": .array(members.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
        ]
    }
}
