import Codecs

/// How a line of somebody's file becomes an annotation.
struct LabelMapping: Equatable {
    enum Value: Equatable {
        /// The line is an annotation already.
        case annotation
        case category(FieldPath, probabilities: FieldPath?)
        case text(FieldPath)
        case number(FieldPath)
    }

    var value: Value
    /// Where the sample's key stands; nil numbers the lines, as `import` does.
    var key: FieldPath?
    /// What is annotated, where a labelset annotates more than one thing.
    var field: String?
    var confidence: FieldPath?
    var attributes: [AttributeMapping] = []

    /// The annotation that a line says.
    ///
    /// - Parameters:
    ///   - number: of the line among those that are not empty, from 0.
    ///   - place: for messages.
    func annotation(of line: JSON, number: Int, at place: String) throws(Failure) -> JSON {
        if value == .annotation { return line }
        var annotation = JSONObject()
        let sample = try LabelLine.key(of: line, key, number: number, at: place)
        annotation[API.Annotation.sample] = .string(sample)
        annotation[API.Annotation.field] = field.map { .string($0) }
        annotation[API.Annotation.value] = try labelValue(of: line, at: place)
        if let confidence {
            annotation[API.Annotation.confidence] = try found(confidence, line, place)
        }
        if !attributes.isEmpty {
            var object = JSONObject()
            for attribute in attributes {
                object[attribute.name] = try found(attribute.path, line, place)
            }
            annotation[API.Annotation.attributes] = .object(object)
        }
        return .object(annotation)
    }

    private func labelValue(of line: JSON, at place: String) throws(Failure) -> JSON {
        var object = JSONObject()
        switch value {
        case .annotation: return line
        case .category(let path, let probabilities):
            object[API.Annotation.category] = try category(path, line, place)
            if let probabilities {
                let values = try found(probabilities, line, place)
                guard values.array?.allSatisfy({ $0.double != nil }) ?? false else {
                    throw wrong(probabilities, "an array of numbers", place)
                }
                object[API.Annotation.probabilities] = values
            }
        case .text(let path):
            let text = try found(path, line, place)
            guard text.string != nil else { throw wrong(path, "a text", place) }
            object[API.Annotation.text] = text
        case .number(let path):
            let number = try found(path, line, place)
            guard number.double != nil else { throw wrong(path, "a number", place) }
            object[API.Annotation.number] = number
        }
        return .object(object)
    }

    private func category(_ path: FieldPath, _ line: JSON, _ place: String) throws(Failure) -> JSON
    {
        let value = try found(path, line, place)
        guard value.string != nil || value.integer != nil else {
            throw wrong(path, "a class: an integer or a name", place)
        }
        return value
    }

    private func found(_ path: FieldPath, _ line: JSON, _ place: String) throws(Failure) -> JSON {
        guard let value = path.value(in: line) else {
            throw .badInput(source: place, reason: "nothing at \(Terminal.safe(path.text))")
        }
        return value
    }

    private func wrong(_ path: FieldPath, _ expected: String, _ place: String) -> Failure {
        .badInput(source: place, reason: "\(Terminal.safe(path.text)) must be \(expected)")
    }
}
