/// The routes whose templates are plain texts, found by the whole path at once.
///
/// At each segment a text wins over a parameter, so what is found here is what the trie would find.
struct LiteralRoutes: Sendable {
    private struct Entry: Sendable {
        let text: Range<Int>
        var routes: RoutesByMethod
    }

    /// The longest path that is looked for here, in bytes.
    private static let byteLimit = 63

    /// By length.
    private let entries: [Entry]
    /// Where in `entries` those of a length begin; one more than there are lengths.
    private var starts = InlineArray<65, UInt8>(repeating: 0)
    private let texts: [UInt8]

    init(_ routes: [Route]) {
        var byText: [[UInt8]: RoutesByMethod] = [:]
        for (index, route) in routes.enumerated() where route.template.names.isEmpty {
            let text = Array(route.template.text.utf8)
            guard text.count <= LiteralRoutes.byteLimit, byText.count < Int(UInt8.max) else {
                continue
            }
            byText[text, default: RoutesByMethod()][route.method] = index
        }
        var (entries, texts): ([Entry], [UInt8]) = ([], [])
        for (text, routes) in byText.sorted(by: { $0.key.count < $1.key.count }) {
            entries.append(
                Entry(text: texts.count..<texts.count + text.count, routes: routes))
            texts += text
        }
        self.entries = entries
        self.texts = texts
        for length in 0..<starts.count {
            starts[length] = UInt8(entries.count { $0.text.count < length })
        }
    }

    /// The route of a raw path; nil leaves it to the trie.
    func route(_ method: Method, _ path: Range<Int>, in head: Span<UInt8>) -> Int? {
        guard path.count <= LiteralRoutes.byteLimit else { return nil }
        for index in Int(starts[path.count])..<Int(starts[path.count + 1])
        where head.holds(texts.span.extracting(entries[index].text), in: path) {
            return entries[index].routes[method]
        }
        return nil
    }
}
