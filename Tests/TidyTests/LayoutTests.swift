import Testing

struct LayoutTests {
    private static let columnLimit = 100
    private static let fileLineLimit = 400
    private static let functionLineLimit = 50
    private static let fileByteLimit = 1024 * 1024

    /// Sources, tests and scripts; fixtures are other programs' words.
    private static var code: [Repository.TextFile] {
        Repository.files.filter { file in
            let isScript = file.path.hasPrefix("scripts/") || file.path.hasPrefix(".ci/")
            return isScript || file.isSwift && file.path.contains("/")
        }
    }

    @Test func `lines have at most 100 columns`() {
        for file in Self.code {
            for (index, line) in file.lines.enumerated() where line.count > Self.columnLimit {
                Issue.record("\(file.path):\(index + 1) has \(line.count) columns")
            }
        }
    }

    @Test func `files have at most 400 lines`() {
        let long = Self.code.map { (name: $0.path, count: $0.lines.count) }
            .filter { $0.count > Self.fileLineLimit }
        expect(long, is: Ratchet.longFiles, "split the file by concern: Type+Aspect.swift")
    }

    @Test func `functions have at most 50 lines`() {
        var long: [(name: String, count: Int)] = []
        for file in Self.code where file.isSwift {
            for function in SwiftCode(file.text).functions {
                guard function.lineCount > Self.functionLineLimit else { continue }
                long.append(("\(file.path) \(function.name)", function.lineCount))
            }
        }
        expect(long, is: Ratchet.longFunctions, "move arithmetic into a pure function")
    }

    @Test func `no file is larger than 1 MB`() throws {
        for path in Repository.paths {
            let byteCount = try Repository.byteCount(of: path)
            #expect(byteCount <= Self.fileByteLimit, "\(path) has \(byteCount) bytes")
        }
    }

    @Test func `no file ends without a line feed or has spaces in its name`() {
        for file in Repository.files where !file.path.contains("/Fixtures/") {
            #expect(file.text.isEmpty || file.text.hasSuffix("\n"), "\(file.path)")
            #expect(!file.path.contains(" "), "\(file.path)")
        }
    }

    /// Whatever is too long stands in `ratchet` with exactly its length, and nothing else does.
    private func expect(
        _ found: [(name: String, count: Int)], is ratchet: [String: Int], _ advice: String
    ) {
        for (name, count) in found {
            let allowed = ratchet[name] ?? 0
            #expect(count <= allowed, "\(name) has \(count) lines: \(advice)")
            #expect(count >= allowed, "\(name) has only \(count) lines: lower its ratchet")
        }
        let names = Set(found.map(\.name))
        for name in ratchet.keys.sorted() where !names.contains(name) {
            Issue.record("\(name) is short enough now: remove its ratchet")
        }
    }
}
