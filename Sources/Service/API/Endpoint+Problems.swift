import HTTP
import Records

/// Which refusals an endpoint may answer, as far as they follow from its declaration. What its
/// handler finds (a name that is taken, two runs that cannot be compared) does not, and neither do
/// the problems of every request: a description has those under `default`.
extension Endpoint {
    var problemStatuses: [Status] {
        var statuses: [Status] = []
        let hasPath = !template.names.isEmpty
        if hasPath || body != nil || !parameters.isEmpty { statuses.append(.badRequest) }
        if let scope {
            statuses.append(.unauthorized)
            // Every token may read.
            if scope > .read { statuses.append(.forbidden) }
        }
        if hasPath { statuses.append(.notFound) }
        // A read takes If-Match from the engine; a write says that it does.
        if method.isRead || isConditional { statuses.append(.preconditionFailed) }
        if body != nil {
            statuses += [.contentTooLarge, .unsupportedMediaType, .unprocessable]
        }
        if answersBytes { statuses.append(.rangeNotSatisfiable) }
        if isConditional { statuses.append(.preconditionRequired) }
        if scope != nil { statuses.append(.tooManyRequests) }
        return statuses
    }

    /// Whether it is a write that must name the revision it replaces.
    private var isConditional: Bool {
        !method.isRead && parameters.contains { $0.name == "If-Match" }
    }

    private var answersBytes: Bool {
        method == .get
            && answers.contains { $0.contents.contains { content in content.shape.isBytes } }
    }
}

extension Shape {
    fileprivate var isBytes: Bool {
        if case .bytes = self { true } else { false }
    }
}
