/// Finds the route of a path: a trie of segments, frozen at the start.
///
/// At each segment a literal beats a suffix, a longer suffix a shorter one, and a suffix a
/// parameter; where the better one leads nowhere, the next is tried. HEAD is served by GET's route;
/// OPTIONS is answered with Allow by the engine.
package struct Router: Sendable {
    /// What was found for a method and a path.
    enum Outcome {
        case route(RouteMatch)
        /// The path exists, with these methods.
        case otherMethods([Method])
        case missing
    }

    private struct Node: Sendable {
        var literals: [(text: [UInt8], child: Int)] = []
        /// Longest suffix first.
        var suffixes: [(suffix: [UInt8], child: Int)] = []
        var parameter: Int?
        /// Index of the route by method.
        var routes: [Method: Int] = [:]
    }

    package let routes: [Route]
    /// By route: the names of its parameters.
    let parameterNames: [[String]]
    /// What OPTIONS of the whole server allows.
    let allMethods: [Method]
    private var nodes = [Node()]

    /// - Throws: ``RouterError``: a route that could never be reached, or a reserved method.
    package init(_ routes: [Route]) throws(RouterError) {
        self.routes = routes
        parameterNames = routes.map(\.template.names)
        allMethods = Router.allowed(Set(routes.map(\.method)))
        for (index, route) in routes.enumerated() { try insert(route, index) }
    }

    private mutating func insert(_ route: Route, _ index: Int) throws(RouterError) {
        guard route.method != .head, route.method != .options else {
            throw .reserved(route.method, route.template.text)
        }
        var node = 0
        for segment in route.template.segments { node = child(of: node, for: segment) }
        if let other = nodes[node].routes[route.method] {
            throw .ambiguous(route.method, routes[other].template.text, route.template.text)
        }
        nodes[node].routes[route.method] = index
    }

    private mutating func child(of node: Int, for segment: PathTemplate.Segment) -> Int {
        switch segment {
        case .literal(let text):
            let bytes = Array(text.utf8)
            if let known = nodes[node].literals.first(where: { $0.text == bytes }) {
                return known.child
            }
            nodes[node].literals.append((bytes, nodes.count))
        case .suffixed(_, let suffix):
            let bytes = Array(suffix.utf8)
            if let known = nodes[node].suffixes.first(where: { $0.suffix == bytes }) {
                return known.child
            }
            nodes[node].suffixes.append((bytes, nodes.count))
            nodes[node].suffixes.sort { $0.suffix.count > $1.suffix.count }
        case .parameter:
            if let known = nodes[node].parameter { return known }
            nodes[node].parameter = nodes.count
        }
        nodes.append(Node())
        return nodes.count - 1
    }

    /// Finds the route for the raw path that lies at `path` in `head`.
    ///
    /// - Throws: ``RequestError/malformedPath``: split at `/` first and decoded after, a segment is
    ///   empty, `.` or `..`, has a bad escape or a NUL, or is not UTF-8.
    func find(
        _ method: Method, _ path: Range<Int>, in head: Span<UInt8>
    ) throws(RequestError) -> Outcome {
        var segments = PathSegments()
        guard try segments.split(path, in: head) else { return .missing }
        let wanted = method == .head ? .get : method
        var search = Search(segments: segments, method: wanted)
        visit(0, depth: 0, head, &search)
        if let route = search.route {
            return .route(RouteMatch(route: route, parameters: search.found))
        }
        return search.allowed.isEmpty ? .missing : .otherMethods(Router.allowed(search.allowed))
    }

    private struct Search {
        let segments: PathSegments
        let method: Method
        var parameters = InlineArray<8, HeadSlice>(repeating: HeadSlice())
        var parameterCount = 0
        var found = InlineArray<8, HeadSlice>(repeating: HeadSlice())
        var route: Int?
        var allowed: Set<Method> = []
    }

    // Depth first, best first; bounded by the segments of a template.
    private func visit(_ node: Int, depth: Int, _ head: Span<UInt8>, _ search: inout Search) {
        guard depth < search.segments.count else {
            if let route = nodes[node].routes[search.method] {
                search.route = route
                search.found = search.parameters
            } else if !nodes[node].routes.isEmpty {
                search.allowed.formUnion(nodes[node].routes.keys)
            }
            return
        }
        let segment = search.segments[depth]
        for (text, child) in nodes[node].literals where segment.isEqual(to: text, in: head) {
            visit(child, depth: depth + 1, head, &search)
            if search.route != nil { return }
        }
        for (suffix, child) in nodes[node].suffixes {
            guard let stem = segment.removing(suffix: suffix, in: head) else { continue }
            visit(child, depth: depth + 1, head, &search, binding: stem)
            if search.route != nil { return }
        }
        if let child = nodes[node].parameter {
            visit(child, depth: depth + 1, head, &search, binding: segment.slice)
        }
    }

    private func visit(
        _ node: Int, depth: Int, _ head: Span<UInt8>, _ search: inout Search,
        binding parameter: HeadSlice
    ) {
        search.parameters[search.parameterCount] = parameter
        search.parameterCount += 1
        visit(node, depth: depth, head, &search)
        search.parameterCount -= 1
    }

    // In the order of declaration, with what the engine adds.
    private static func allowed(_ methods: Set<Method>) -> [Method] {
        Method.allCases.filter { method in
            switch method {
            case .head: methods.contains(.get)
            case .options: true
            case .get, .post, .put, .delete, .patch: methods.contains(method)
            }
        }
    }
}

/// A route and where its parameters lie in the head.
struct RouteMatch: Sendable {
    let route: Int
    let parameters: InlineArray<8, HeadSlice>
}

extension Router {
    static func allowField(_ methods: [Method]) -> Field {
        Field("Allow", methods.map(\.rawValue).joined(separator: ", "))
    }
}
