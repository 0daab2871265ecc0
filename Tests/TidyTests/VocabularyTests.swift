import Testing

struct VocabularyTests {
    /// Something that may not be written, and what to write instead.
    private struct Banned {
        let pattern: Regex<Substring>
        let instead: String
        /// Begins the paths to which the rule applies.
        var folders = ["Sources/", "Tests/"]
        /// Where the word is what the file is for.
        var except: Set<String> = []
    }

    private static var banned: [Banned] {
        [
            Banned(pattern: /\bfatalError\b/, instead: "throw, or `precondition` for a bug"),
            Banned(pattern: /\btry!/, instead: "`try`, with `throws` on the function"),
            Banned(pattern: /\bas!/, instead: "`as?` and a decision"),
            Banned(
                pattern: /[\w)\]]!(?![=\w])/, instead: "`guard let`, or `try #require` in a test",
                folders: ["Sources/"]),
            Banned(
                pattern: /\bprint\(/, instead: "a logger, or the program's Output",
                folders: ["Sources/"],
                except: ["Sources/cairnd/Output.swift", "Sources/cairn/Output.swift"]),
            Banned(
                pattern: /\bDate\(\)/, instead: "a clock that is passed in", folders: ["Sources/"]),
            Banned(pattern: /\b(?:u|nano)?sleep\(/, instead: "a wait on a condition"),
            Banned(
                pattern: /\bimport Foundation\w*/, instead: "Glibc, or a type of our own",
                folders: ["Sources/"]),
            Banned(
                pattern:
                    /\b(?:public|open) (?:import|final|static|struct|class|func|var|let|init)\b/,
                instead: "`package`", folders: ["Sources/"]),
            Banned(
                pattern:
                    /\b(?:struct|class|enum|actor|protocol) \w*(?:Manager|Helper|Utils|Impl)\b/,
                instead: "the field's own word", folders: ["Sources/"]),
        ]
    }

    @Test func `no banned word stands in the code`() {
        let rules = Self.banned
        for file in Repository.files where file.isSwift {
            let lines = SwiftCode(file.text).lines
            for rule in rules where rule.folders.contains(where: file.path.hasPrefix) {
                if rule.except.contains(file.path) { continue }
                for (index, line) in lines.enumerated() {
                    guard let match = line.firstMatch(of: rule.pattern) else { continue }
                    Issue.record(
                        "\(file.path):\(index + 1): \(match.output): write \(rule.instead)")
                }
            }
        }
    }

    @Test func `nothing is left for later`() {
        let marks = ["TO" + "DO", "FIX" + "ME"]
        for file in Repository.files where !file.path.contains("/Fixtures/") {
            // The documents that forbid the marks name them.
            if file.path.hasSuffix(".md") { continue }
            for (index, line) in file.lines.enumerated() {
                #expect(
                    !marks.contains { line.contains($0) },
                    "\(file.path):\(index + 1): do it, or open an issue")
            }
        }
    }

    @Test func `an exemption from the compiler's checks gives its reason on the same line`() {
        let exemptions = ["@unchecked Sendable", "nonisolated(unsafe)"]
        for file in Repository.swift(in: "Sources/") {
            let code = SwiftCode(file.text).lines
            for (index, line) in file.lines.enumerated() {
                guard exemptions.contains(where: { code[index].contains($0) }) else { continue }
                let reason = line.split(separator: "//", maxSplits: 1).dropFirst().first ?? ""
                #expect(reason.count > 10, "\(file.path):\(index + 1): why is this safe?")
            }
        }
    }

    @Test func `no type has the name of its room`() {
        for file in Repository.swift(in: "Sources/") {
            let room = String(file.path.split(separator: "/")[1])
            for line in SwiftCode(file.text).lines {
                guard let match = line.firstMatch(of: Self.typeDeclaration) else { continue }
                #expect(match.2 != room, "\(file.path): \(room).\(room) could not be written")
            }
        }
    }

    private static var typeDeclaration: Regex<(Substring, Substring, Substring)> {
        /\b(struct|class|enum|actor|protocol) (\w+)/
    }

    @Test func `no file names a place on somebody's machine`() {
        let places = ["work", "root", "home", "Users"].map { "/" + $0 + "/" }
        for file in Repository.files where !file.path.contains("/Fixtures/") {
            for (index, line) in file.lines.enumerated() {
                for place in places where line.contains(place) {
                    let isPart = line.contains("." + place) || line.contains("}" + place)
                    #expect(isPart, "\(file.path):\(index + 1): \(place)")
                }
            }
        }
    }
}
