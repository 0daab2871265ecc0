/// The shape of a route's path: `/v1/datasets/{namespace}/{name}/shards/{shard}.tar`.
///
/// `{name}` matches one whole segment; `{name}.tar` a segment with that suffix and something
/// before it; anything else itself.
package struct PathTemplate: Sendable, Hashable, ExpressibleByStringLiteral {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
        case suffixed(String, suffix: String)
    }

    /// Parameters that a template may have.
    static let parameterLimit = 8
    /// Segments of a template, and of a path that can match one.
    static let segmentLimit = 16

    /// As written.
    package let text: String
    let segments: [Segment]

    /// - Parameter value: a template in the source of this program: a wrong one is a bug.
    package init(stringLiteral value: String) {
        guard let template = PathTemplate(value) else {
            preconditionFailure("\(value) is not a path template")
        }
        self = template
    }

    /// The template that `text` spells; nil unless it starts with `/`, every segment is a literal
    /// or one parameter with an optional suffix, and the names differ.
    package init?(_ text: String) {
        guard text.hasPrefix("/") else { return nil }
        let parts =
            text == "/"
            ? []
            : text.dropFirst().split(
                separator: "/", omittingEmptySubsequences: false)
        var segments: [Segment] = []
        for part in parts {
            guard let segment = PathTemplate.segment(part) else { return nil }
            segments.append(segment)
        }
        self.text = text
        self.segments = segments
        guard segments.count <= PathTemplate.segmentLimit,
            names.count <= PathTemplate.parameterLimit, Set(names).count == names.count
        else { return nil }
    }

    /// The names of the parameters, from left to right.
    package var names: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name), .suffixed(let name, suffix: _): name
            }
        }
    }

    private static func segment(_ part: Substring) -> Segment? {
        guard part.hasPrefix("{") else {
            let isLiteral = !part.isEmpty && !part.contains("{") && !part.contains("}")
            return isLiteral ? .literal(String(part)) : nil
        }
        guard let close = part.firstIndex(of: "}") else { return nil }
        let name = String(part[part.index(after: part.startIndex)..<close])
        let suffix = String(part[part.index(after: close)...])
        guard !name.isEmpty, !name.contains("{"), !suffix.contains("{"), !suffix.contains("}")
        else { return nil }
        return suffix.isEmpty ? .parameter(name) : .suffixed(name, suffix: suffix)
    }
}
