/// Routes by the segments of their paths, frozen into flat arrays.
///
/// Looking a path up follows indices: it allocates nothing and touches no reference count, for
/// which the processors of the loops would have to take turns.
struct RouteTrie: Sendable {
    struct Node: Sendable {
        var edges = 0..<0
        /// The node behind a segment that is a parameter.
        var parameter: Int?
        var routes = RoutesByMethod()
    }

    /// A segment that is a text, or ends with one.
    struct Edge: Sendable {
        let text: Range<Int>
        let isSuffix: Bool
        let child: Int
        /// The first eight bytes of the text, fewer where it is shorter, and the bits they take:
        /// one comparison tells nearly all texts apart.
        let word: UInt64
        let wordMask: UInt64

        init(text: Range<Int>, of texts: [UInt8], isSuffix: Bool, child: Int) {
            self.text = text
            self.isSuffix = isSuffix
            self.child = child
            var (word, mask): (UInt64, UInt64) = (0, 0)
            for (index, byte) in texts[text].prefix(8).enumerated() {
                word |= UInt64(byte) << UInt64(8 * index)
                mask |= 0xFF << UInt64(8 * index)
            }
            self.word = word
            wordMask = mask
        }
    }

    /// The first is the root.
    let nodes: [Node]
    /// By node; literals first, then suffixes, the longest first: the order in which they win.
    let edges: [Edge]
    private let texts: [UInt8]

    @inline(__always)
    func matches(_ edge: Edge, _ segment: PathSegments.Segment, in head: Span<UInt8>) -> Bool {
        let range = segment.slice.range
        if !segment.isEncoded, range.lowerBound + 8 <= head.count {
            guard range.count == edge.text.count,
                head.word(at: range.lowerBound) & edge.wordMask == edge.word
            else { return false }
            if range.count <= 8 { return true }
        }
        return segment.isEqual(to: texts.span.extracting(edge.text), in: head)
    }

    /// What a segment has before the suffix that `edge` wants; nil where it does not match.
    func stem(
        _ edge: Edge, _ segment: PathSegments.Segment, in head: Span<UInt8>
    ) -> HeadSlice? {
        segment.removing(suffix: texts.span.extracting(edge.text), in: head)
    }
}

/// At most one route for each method.
struct RoutesByMethod: Sendable {
    private static let none: Int16 = -1
    private var routes = InlineArray<8, Int16>(repeating: RoutesByMethod.none)
    private(set) var methods = MethodSet()

    /// Index of the method's route in the router's list.
    subscript(method: Method) -> Int? {
        get {
            let route = routes[method.index]
            return route == RoutesByMethod.none ? nil : Int(route)
        }
        set {
            routes[method.index] = newValue.map { Int16($0) } ?? RoutesByMethod.none
            methods.insert(method)
        }
    }
}

/// Some of the methods, in one byte.
struct MethodSet: Sendable {
    private var bits: UInt8 = 0

    var isEmpty: Bool { bits == 0 }
    func contains(_ method: Method) -> Bool { bits >> UInt8(method.index) & 1 == 1 }
    mutating func insert(_ method: Method) { bits |= 1 << UInt8(method.index) }
    mutating func formUnion(_ other: MethodSet) { bits |= other.bits }
}

extension RouteTrie {
    /// A trie that grows.
    struct Draft {
        private struct Node {
            var literals: [(text: [UInt8], child: Int)] = []
            var suffixes: [(text: [UInt8], child: Int)] = []
            var parameter: Int?
            var routes = RoutesByMethod()
        }

        private var nodes = [Node()]

        /// Puts a route at its place; answers with the one that is already there.
        mutating func insert(_ route: Route, _ index: Int) -> Int? {
            var node = 0
            for segment in route.template.segments { node = child(of: node, for: segment) }
            if let other = nodes[node].routes[route.method] { return other }
            nodes[node].routes[route.method] = index
            return nil
        }

        private mutating func child(of node: Int, for segment: PathTemplate.Segment) -> Int {
            let new = nodes.count
            switch segment {
            case .literal(let text):
                let bytes = Array(text.utf8)
                if let known = nodes[node].literals.first(where: { $0.text == bytes }) {
                    return known.child
                }
                nodes[node].literals.append((bytes, new))
            case .suffixed(_, let suffix):
                let bytes = Array(suffix.utf8)
                if let known = nodes[node].suffixes.first(where: { $0.text == bytes }) {
                    return known.child
                }
                nodes[node].suffixes.append((bytes, new))
                nodes[node].suffixes.sort { $0.text.count > $1.text.count }
            case .parameter:
                if let known = nodes[node].parameter { return known }
                nodes[node].parameter = new
            }
            nodes.append(Node())
            return new
        }

        func frozen() -> RouteTrie {
            var (texts, edges): ([UInt8], [Edge]) = ([], [])
            let frozen = nodes.map { node in
                let start = edges.count
                for (isSuffix, ends) in [(false, node.literals), (true, node.suffixes)] {
                    for (text, child) in ends {
                        let place = texts.count..<texts.count + text.count
                        texts += text
                        edges.append(
                            Edge(text: place, of: texts, isSuffix: isSuffix, child: child))
                    }
                }
                return RouteTrie.Node(
                    edges: start..<edges.count, parameter: node.parameter, routes: node.routes)
            }
            return RouteTrie(nodes: frozen, edges: edges, texts: texts)
        }
    }
}
