// What is wrong with a document, for people: the daemon's problems and the client's messages say
// the same.

extension JSONError {
    /// The place in the document (RFC 6901); the empty pointer is the whole document.
    package var pointer: String {
        switch self {
        case .syntax, .notUnicode, .tooLong: ""
        case .tooDeep(let pointer, limit: _), .duplicateName(let pointer),
            .wrongKind(let pointer, expected: _), .missing(let pointer),
            .unknownName(let pointer, known: _), .notAllowed(let pointer, rule: _):
            pointer
        }
    }

    package var sentence: String {
        switch self {
        case .syntax(let offset): "Byte \(offset) is not what JSON has there."
        case .notUnicode(let offset): "The text at byte \(offset) is not UTF-8."
        case .tooDeep(_, let limit): "\(place) is nested deeper than \(limit) levels."
        case .tooLong(let limit): "The JSON is longer than \(limit) bytes."
        case .duplicateName: "\(place) occurs twice."
        case .wrongKind(_, let expected): "\(place) must be \(expected)."
        case .missing: "\(place) is missing."
        case .unknownName(_, let known):
            "\(place) is unknown. Known here: \(known.joined(separator: ", "))."
        case .notAllowed(_, let rule): "\(place) must be \(rule)."
        }
    }

    private var place: String { pointer.isEmpty ? "The document" : "'\(pointer)'" }
}
