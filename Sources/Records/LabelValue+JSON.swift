package import Codecs

extension LabelValue {
    /// Longest text of a label, in bytes of UTF-8: a page of handwriting fits, a book does not.
    package static let textByteLimit = 64 * 1024

    package var json: JSON {
        switch self {
        case .category(let label, nil): ["class": label.json]
        case .category(let label, let probabilities?):
            [
                "class": label.json,
                "probabilities": .array(probabilities.map { .number($0) }),
            ]
        case .text(let text): ["text": .string(text)]
        case .number(let number): ["number": .number(number)]
        }
    }

    /// - Throws: ``JSONError`` with the place of the first thing that is not allowed.
    package init(_ json: JSON, at pointer: String = "") throws(JSONError) {
        var members = try JSONFields(json, at: pointer)
        let label = try members.optionalClass("class")
        let probabilities = try members.optionalProbabilities("probabilities")
        let text = try members.optionalString("text")
        let number = members.optionalValue("number")
        try members.finish()
        switch (label, text, number) {
        case (let label?, nil, nil):
            self = .category(label, probabilities: probabilities)
        case (nil, let text?, nil) where probabilities == nil:
            guard text.utf8.count <= LabelValue.textByteLimit else {
                throw .notAllowed(
                    pointer: members.place(of: "text"),
                    rule: "at most \(LabelValue.textByteLimit) bytes")
            }
            self = .text(text)
        case (nil, nil, let number?) where probabilities == nil:
            guard case .number(let value) = number, value.double != nil else {
                throw .wrongKind(
                    pointer: members.place(of: "number"), expected: "a number that a double holds")
            }
            self = .number(value)
        case (_, _, _):
            throw .notAllowed(
                pointer: pointer,
                rule: "exactly one of class, text and number; probabilities only with class")
        }
    }
}

extension ClassLabel {
    /// Longest name of a class, in bytes of UTF-8.
    package static let nameByteLimit = 256
}

extension JSONFields {
    fileprivate mutating func optionalClass(_ member: String) throws(JSONError) -> ClassLabel? {
        guard let value = optionalValue(member) else { return nil }
        if let integer = value.integer { return .integer(integer) }
        guard let name = value.string else {
            throw .wrongKind(pointer: place(of: member), expected: "an integer or a string")
        }
        guard (1...ClassLabel.nameByteLimit).contains(name.utf8.count) else {
            throw .notAllowed(
                pointer: place(of: member), rule: "1 to \(ClassLabel.nameByteLimit) bytes")
        }
        return ClassLabel(name)
    }

    fileprivate mutating func optionalProbabilities(_ member: String) throws(JSONError) -> [Double]?
    {
        guard let elements = try optionalArray(member) else { return nil }
        guard (1...LabelValue.probabilityLimit).contains(elements.count) else {
            throw .notAllowed(
                pointer: place(of: member), rule: "1 to \(LabelValue.probabilityLimit) numbers")
        }
        var probabilities: [Double] = []
        for (index, element) in elements.enumerated() {
            guard let probability = element.double, (0...1).contains(probability) else {
                throw .notAllowed(
                    pointer: place(of: member) + "/\(index)", rule: "a number from 0 to 1")
            }
            probabilities.append(probability)
        }
        let sum = probabilities.reduce(0, +)
        guard abs(sum - 1) <= LabelValue.probabilitySumTolerance else {
            throw .notAllowed(pointer: place(of: member), rule: "numbers whose sum is 1")
        }
        return probabilities
    }
}
