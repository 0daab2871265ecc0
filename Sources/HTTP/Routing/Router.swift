/// Finds the route of a path: a trie of segments, frozen at the start.
///
/// At each segment a literal beats a suffix, a longer suffix a shorter one, and a suffix a
/// parameter; where the better one leads nowhere, the next is tried. HEAD is served by GET's route;
/// OPTIONS is answered with Allow by the engine.
package struct Router: Sendable {
    /// What was found for a method and a path.
    enum Outcome {
        case route(RouteMatch)
        /// The path exists, with these methods; perhaps one of them is QUERY.
        case otherMethods([Method], acceptedQuery: MediaType?)
        case missing
    }

    package let routes: [Route]
    /// By route: the names of its parameters.
    let parameterNames: [[String]]
    /// What OPTIONS of the whole server allows.
    let allMethods: [Method]
    private let trie: RouteTrie

    /// - Throws: ``RouterError``: a route that could never be reached, or a reserved method.
    package init(_ routes: [Route]) throws(RouterError) {
        self.routes = routes
        parameterNames = routes.map(\.template.names)
        var (draft, methods) = (RouteTrie.Draft(), MethodSet())
        for (index, route) in routes.enumerated() {
            guard route.method != .head, route.method != .options else {
                throw .reserved(route.method, route.template.text)
            }
            if let other = draft.insert(route, index) {
                throw .ambiguous(route.method, routes[other].template.text, route.template.text)
            }
            methods.insert(route.method)
        }
        allMethods = Router.allowed(methods)
        trie = draft.frozen()
    }

    /// Finds the route for the raw path that lies at `path` in `head`.
    ///
    /// - Throws: ``RequestError/malformedPath``: split at `/` first and decoded after, a segment is
    ///   empty, `.` or `..`, has a bad escape or a NUL, or is not UTF-8.
    func find(
        _ method: Method, _ path: Range<Int>, in head: Span<UInt8>
    ) throws(RequestError) -> Outcome {
        var search = Search(method: method == .head ? .get : method)
        guard try search.segments.split(path, in: head) else { return .missing }
        visit(0, depth: 0, head, &search)
        if let route = search.route {
            return .route(RouteMatch(route: route, parameters: search.found))
        }
        guard !search.allowed.isEmpty else { return .missing }
        return .otherMethods(
            Router.allowed(search.allowed),
            acceptedQuery: search.query.flatMap { routes[$0].acceptedQuery })
    }

    private struct Search {
        var segments = PathSegments()
        let method: Method
        var parameters = InlineArray<8, HeadSlice>(repeating: HeadSlice())
        var parameterCount = 0
        var found = InlineArray<8, HeadSlice>(repeating: HeadSlice())
        var route: Int?
        var allowed = MethodSet()
        /// The route of QUERY, where the method asked for has none.
        var query: Int?
    }

    // Depth first, best first; bounded by the segments of a template.
    private func visit(_ node: Int, depth: Int, _ head: Span<UInt8>, _ search: inout Search) {
        guard depth < search.segments.count else {
            if let route = trie.nodes[node].routes[search.method] {
                search.route = route
                search.found = search.parameters
            } else {
                search.allowed.formUnion(trie.nodes[node].routes.methods)
                search.query = search.query ?? trie.nodes[node].routes[.query]
            }
            return
        }
        let segment = search.segments[depth]
        for index in trie.nodes[node].edges {
            let edge = trie.edges[index]
            if !edge.isSuffix {
                guard trie.matches(edge, segment, in: head) else { continue }
                visit(edge.child, depth: depth + 1, head, &search)
            } else if let stem = trie.stem(edge, segment, in: head) {
                visit(edge.child, depth: depth + 1, head, &search, binding: stem)
            }
            if search.route != nil { return }
        }
        if let child = trie.nodes[node].parameter {
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
    private static func allowed(_ methods: MethodSet) -> [Method] {
        Method.allCases.filter { method in
            switch method {
            case .head: methods.contains(.get)
            case .options: true
            case .get, .post, .put, .delete, .patch, .query: methods.contains(method)
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
