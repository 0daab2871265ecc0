import Foundation
import Testing

struct DocumentTests {
    private static var documents: [Repository.TextFile] {
        Repository.files.filter { $0.path.hasSuffix(".md") }
    }

    @Test func `links between documents lead somewhere`() {
        for file in Self.documents {
            for match in file.text.matches(of: /\]\(([^)\s#]+)(?:#[^)]*)?\)/) {
                let target = String(match.1)
                if target.contains("://") || target.hasPrefix("mailto:") { continue }
                let folder = Repository.root.appending(path: file.path).deletingLastPathComponent()
                let path = folder.appending(path: target).standardized.path()
                #expect(
                    FileManager.default.fileExists(atPath: path), "\(file.path) links to \(target)")
            }
        }
    }

    @Test func `every document can be reached from the README`() throws {
        var reached: Set = ["README.md"]
        var waiting = ["README.md"]
        while let path = waiting.popLast() {
            let text = Repository.text(of: path) ?? ""
            let folder = path.split(separator: "/").dropLast()
            for match in text.matches(of: /\]\(([^)\s#]+)(?:#[^)]*)?\)/) {
                var parts = folder.map(String.init)
                for part in match.1.split(separator: "/") where part != "." {
                    if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
                }
                let target = parts.joined(separator: "/")
                if target.hasSuffix(".md"), reached.insert(target).inserted {
                    waiting.append(target)
                }
            }
        }
        for file in Self.documents where file.path.hasPrefix("Docs/") {
            #expect(reached.contains(file.path), "nothing leads to \(file.path)")
        }
    }

    @Test func `decisions are numbered without gaps and have a status`() throws {
        let decisions = Self.documents.filter { $0.path.hasPrefix("Docs/decisions/") }
        #expect(!decisions.isEmpty)
        for (index, file) in decisions.enumerated() {
            let match = try #require(
                file.name.wholeMatch(of: /(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md/),
                "\(file.path): NNNN-title.md")
            #expect(Int(match.1) == index + 1, "\(file.path): the next number is \(index + 1)")
            #expect(file.text.hasPrefix("# \(match.1) "), "\(file.path): its title has its number")
            #expect(
                file.text.contains(/\n(?:Accepted|Rejected|Superseded)[.:, ]/),
                "\(file.path): accepted or rejected?")
        }
    }
}
