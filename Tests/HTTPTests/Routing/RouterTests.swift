import Testing

@testable import HTTP

struct RouterTests {
    private func route(_ method: HTTP.Method, _ template: PathTemplate) -> Route {
        Route(method, template, handler: .immediate { _ in Response() })
    }

    /// The template and the parameters that serve `path`, or what else was found.
    private func find(
        _ templates: [PathTemplate], _ path: String, _ method: HTTP.Method = .get
    ) throws -> [String] {
        let router = try Router(templates.map { route(.get, $0) })
        let bytes = Array(path.utf8)
        switch try router.find(method, 0..<bytes.count, in: bytes.span) {
        case .missing: return ["missing"]
        case .otherMethods(let methods, _): return methods.map(\.rawValue)
        case .route(let match):
            let names = router.parameterNames[match.route]
            return [router.routes[match.route].template.text]
                + names.indices.map { bytes.span.text(in: match.parameters[$0].range) }
        }
    }

    @Test func `a literal beats a suffix beats a parameter`() throws {
        let templates: [PathTemplate] = ["/a/{x}", "/a/{x}.tar", "/a/b.tar", "/a/{x}.idx.tar"]
        #expect(try find(templates, "/a/b.tar") == ["/a/b.tar"])
        #expect(try find(templates, "/a/c.tar") == ["/a/{x}.tar", "c"])
        #expect(try find(templates, "/a/c.idx.tar") == ["/a/{x}.idx.tar", "c"])
        #expect(try find(templates, "/a/c") == ["/a/{x}", "c"])
        #expect(try find(templates, "/a/.tar") == ["/a/{x}", ".tar"])
    }

    @Test func `where the better one leads nowhere, the next is tried`() throws {
        let templates: [PathTemplate] = ["/a/b/c", "/a/{x}/d", "/{y}/b/e"]
        #expect(try find(templates, "/a/b/d") == ["/a/{x}/d", "b"])
        #expect(try find(templates, "/a/b/e") == ["/{y}/b/e", "a"])
        #expect(try find(templates, "/a/b/f") == ["missing"])
    }

    @Test func `a whole segment matches, no more and no less`() throws {
        let templates: [PathTemplate] = ["/", "/a", "/a/{x}"]
        #expect(try find(templates, "/") == ["/"])
        #expect(try find(templates, "/a/b/c") == ["missing"])
        #expect(try find(templates, "/ab") == ["missing"])
        #expect(try find(templates, "/%61") == ["/a"])
        #expect(try find(templates, "/a/b%2Fc") == ["/a/{x}", "b%2Fc"])
        #expect(try find(templates, "/" + String(repeating: "a/", count: 30) + "a") == ["missing"])
    }

    @Test func `HEAD is served by GET, and other methods are named`() throws {
        #expect(try find(["/a"], "/a", .head) == ["/a"])
        #expect(try find(["/a"], "/a", .post) == ["GET", "HEAD", "OPTIONS"])
    }

    @Test(arguments: [
        "/a/", "//", "/./a", "/a/..", "/%2e", "/a/%2E%2e", "/%", "/%zz", "/%00", "/%c3",
    ])
    func `a path that could be read in two ways is refused`(path: String) {
        #expect(throws: RequestError.malformedPath) { try find(["/{x}"], path) }
    }

    @Test func `routes that shadow each other are refused`() {
        #expect(throws: RouterError.ambiguous(.get, "/a/{x}", "/a/{y}")) {
            try Router([route(.get, "/a/{x}"), route(.get, "/a/{y}")])
        }
        #expect(throws: RouterError.reserved(.head, "/a")) { try Router([route(.head, "/a")]) }
        #expect(throws: Never.self) {
            try Router([route(.get, "/a/{x}"), route(.put, "/a/{y}"), route(.get, "/a/{x}.tar")])
        }
    }

    @Test(arguments: ["a", "/a//b", "/{}", "/{a", "/a{b}", "/{a}{b}", "/{a}/{a}", "/a/", "/{a}b}"])
    func `another text is no template`(text: String) { #expect(PathTemplate(text) == nil) }

    @Test func `random paths never crash`() throws {
        var random = Seeded(seed: 10)
        let router = try Router([route(.get, "/a/{x}.tar"), route(.get, "/{y}/b")])
        for _ in 0..<5000 {
            let letters = Array("/ab%2Fe.tr".utf8)
            let path =
                [UInt8(ascii: "/")]
                + (0..<Int.random(in: 0...30, using: &random)).map { _ in
                    letters[Int.random(in: 0..<letters.count, using: &random)]
                }
            _ = try? router.find(.get, 0..<path.count, in: path.span)
        }
    }
}
