import Testing

/// Goal: the drawing of the house is true. Method: Package.swift and the list of arrows in
/// Docs/ARCHITECTURE.md are parsed into the same dictionary.
struct ArrowTests {
    @Test func `the arrows in the architecture are those of the package`() throws {
        let package = try #require(Repository.text(of: "Package.swift"))
        let document = try #require(Repository.text(of: "Docs/ARCHITECTURE.md"))
        let built = Self.arrows(inPackage: package)
        let drawn = Self.arrows(inDocument: document)
        #expect(built.count > 10)
        for room in Set(built.keys).union(drawn.keys).sorted() {
            #expect(
                built[room] == drawn[room], "arrows of \(room): Package.swift ≠ ARCHITECTURE.md")
        }
    }

    @Test func `an import inside a room follows an arrow`() throws {
        let package = try #require(Repository.text(of: "Package.swift"))
        let arrows = Self.arrows(inPackage: package)
        let system: Set = ["Glibc", "Synchronization"]
        for file in Repository.swift(in: "Sources/") {
            let room = String(file.path.split(separator: "/")[1])
            for line in SwiftCode(file.text).lines {
                guard let match = line.prefixMatch(of: /(?:@\w+ )?(?:\w+ )?import (\w+)/) else {
                    continue
                }
                let target = String(match.1)
                if system.contains(target) { continue }
                #expect(
                    arrows[room]?.contains(target) == true, "\(file.path): no arrow to \(target)")
            }
        }
    }

    @Test func `every room has its line in the table of rooms`() throws {
        let document = try #require(Repository.text(of: "Docs/ARCHITECTURE.md"))
        let package = try #require(Repository.text(of: "Package.swift"))
        for room in Self.arrows(inPackage: package).keys.sorted() {
            #expect(document.contains("| `\(room)` |"), "ARCHITECTURE.md does not explain \(room)")
        }
    }

    /// Targets of Package.swift that are built from Swift, with what they depend on.
    static func arrows(inPackage text: String) -> [String: Set<String>] {
        var products: [String: String] = [:]
        for match in text.matches(
            of: /let (\w+): Target\.Dependency = \.product\(\s*name: "(\w+)"/)
        {
            products[String(match.1)] = String(match.2)
        }
        let targets = try? Regex<(Substring, Substring, Substring)>(
            #"(?:room\(|\.executableTarget\(\s*name:)\s*"(\w+)","#
                + #"\s*(?:dependencies:\s*)?\[([^\]]*)\]"#)
        var arrows: [String: Set<String>] = [:]
        for match in targets.map(text.matches) ?? [] {
            let names = match.2.split(separator: ",").map { name in
                name.filter { !$0.isWhitespace && $0 != "\"" }
            }
            arrows[String(match.1)] = Set(names.filter { !$0.isEmpty }.map { products[$0] ?? $0 })
        }
        return arrows
    }

    /// Lines `Room → A, B` inside the block that begins with "```arrows".
    static func arrows(inDocument text: String) -> [String: Set<String>] {
        var arrows: [String: Set<String>] = [:]
        var isInside = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") {
                isInside = line == "```arrows"
                continue
            }
            let halves = line.split(separator: "→").map { $0.filter { !$0.isWhitespace } }
            guard isInside, let room = halves.first else { continue }
            let targets = halves.count > 1 ? halves[1].split(separator: ",").map(String.init) : []
            arrows[room] = Set(targets)
        }
        return arrows
    }
}
