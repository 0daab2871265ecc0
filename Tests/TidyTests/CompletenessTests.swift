import Testing

@testable import Service

struct CompletenessTests {
    /// Files that are written to be in a list: the names they declare, where those must stand.
    private struct Plugin {
        let folder: String
        let declaration: Regex<(Substring, Substring)>
        let list: String
    }

    private static var plugins: [Plugin] {
        [
            Plugin(
                folder: "Sources/Evaluation/Metrics/",
                declaration: /\b(?:struct|enum|class) (\w+)(?:<[^>]*>)?: [^{]*\bMetric\b[^{]*\{/,
                list: "Metrics"),
            Plugin(
                folder: "Sources/Formats/",
                declaration:
                    /\b(?:struct|enum) (\w+)[^{]*\{(?:(?!\n\})[\s\S])*?\bstatic let format\b/,
                list: "FileFormats"),
            Plugin(
                folder: "Sources/Catalog/Schema/",
                declaration: /\bstatic let (\w+) = Migration\(/, list: "Migrations"),
        ]
    }

    @Test func `every metric, format and migration stands in its list`() {
        for plugin in Self.plugins {
            let listed = Self.list(of: plugin.list)
            for file in Repository.swift(in: plugin.folder) {
                let code = SwiftCode(file.text).lines.joined(separator: "\n")
                for match in code.matches(of: plugin.declaration) {
                    let name = String(match.1)
                    #expect(listed.contains(name), "\(name) is missing in \(plugin.list).all")
                }
            }
        }
    }

    @Test func `generated documents are current`() {
        for document in GeneratedDocument.all {
            #expect(
                Repository.text(of: document.path) == document.text,
                "\(document.path): run scripts/docs")
        }
    }

    @Test func `every file explains its main type`() {
        for file in Repository.swift(in: "Sources/") where file.name != "main.swift" {
            // Type+Aspect.swift goes on where Type.swift began.
            if file.name.contains("+") { continue }
            guard let problem = Self.undocumented(file.lines) else { continue }
            Issue.record("\(file.path): no doc comment above `\(problem)`")
        }
    }

    @Test func `every room with code has tests`() {
        let written = Repository.swift(in: "Sources/").filter { file in
            SwiftCode(file.text).lines.contains { $0.contains { !$0.isWhitespace } }
        }
        let rooms = Set(written.map { $0.path.split(separator: "/")[1] })
        for room in rooms where !["cairn", "cairnd"].contains(room) {
            let tests = Repository.swift(in: "Tests/\(room)Tests/")
            #expect(tests.contains { $0.text.contains("@Test") }, "\(room) has no tests")
        }
    }

    @Test func `every script says in its second line what it does`() {
        for file in Repository.files {
            guard file.path.hasPrefix("scripts/") || file.path.hasPrefix(".ci/") else { continue }
            #expect(file.lines[0].hasPrefix("#!"), "\(file.path)")
            #expect(file.lines[1].hasPrefix("# "), "\(file.path)")
            #expect(file.text.contains("set -euo pipefail"), "\(file.path)")
        }
    }

    /// The first declaration of a file if nothing explains it.
    private static func undocumented(_ lines: [Substring]) -> Substring? {
        let declaration =
            /(?:[\w@()]+ )*(?:struct|class|enum|actor|protocol|func|typealias)\b/
        var isExplained = false
        for line in lines {
            if line.hasPrefix("///") {
                isExplained = true
            } else if line.prefixMatch(of: declaration) != nil {
                return isExplained ? nil : line
            } else if !line.hasPrefix("@") && !line.hasPrefix("//") {
                isExplained = false
            }
        }
        return nil
    }

    /// The words inside the array `all` of a type or of an extension of it.
    private static func list(of type: String) -> Set<String> {
        let files = Repository.swift(in: "Sources/").filter { file in
            file.text.contains("enum \(type)") || file.text.contains("extension \(type)")
        }
        var words: Set<String> = []
        for file in files {
            let code = SwiftCode(file.text).lines.joined(separator: "\n")
            for match in code.matches(of: Self.array) {
                words.formUnion(match.1.split { !$0.isLetter && !$0.isNumber }.map(String.init))
            }
        }
        return words
    }

    private static var array: Regex<(Substring, Substring)> {
        /static (?:let|var) all\b[^=\n{]*[={]\s*\[([\s\S]*?)\n?\s*\]\n/
    }
}
