import ArgumentParser
import Codecs

/// Where in a document a value stands: names separated by dots, `reply.scores.0`.
///
/// A name that holds a dot itself is found too: at each place the longest name that is there wins.
struct FieldPath: ExpressibleByArgument, ExpressibleByStringLiteral, Equatable, Sendable {
    let text: String

    /// More than any document is deep.
    private static let nameLimit = 16

    init?(argument: String) {
        let names = argument.split(separator: ".", omittingEmptySubsequences: false)
        guard names.count <= FieldPath.nameLimit, names.allSatisfy({ !$0.isEmpty }) else {
            return nil
        }
        text = argument
    }

    init(stringLiteral value: String) { text = value }

    /// nil when nothing stands there, or `null`.
    func value(in document: JSON) -> JSON? {
        let found = FieldPath.find(text[...], in: document)
        return found == .null ? nil : found
    }

    private static func find(_ path: Substring, in value: JSON) -> JSON? {
        if let found = step(path, in: value) { return found }
        var end = path.endIndex
        while let dot = path[..<end].lastIndex(of: ".") {
            if let inner = step(path[..<dot], in: value),
                let found = find(path[path.index(after: dot)...], in: inner)
            {
                return found
            }
            end = dot
        }
        return nil
    }

    private static func step(_ name: Substring, in value: JSON) -> JSON? {
        value[String(name)] ?? Int(name).flatMap { value[$0] }
    }
}
