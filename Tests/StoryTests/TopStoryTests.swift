import Codecs
import HTTP
import Testing

/// What an operator sees of a daemon that runs.
struct TopStoryTests {
    @Test func `top shows what the daemon does, for programs and in lines`() throws {
        let story = try Story()
        let frames = try story.cairn("top", "--json", "--count", "2", "--interval", "0.2")
            .documents
        #expect(frames.count == 2)
        // It sees its own readings.
        let families = frames.last?["families"]?.array ?? []
        let telemetry = try #require(families.first(where: { $0["family"] == "telemetry" }))
        #expect((telemetry["requestsPerSecond"]?.double ?? 0) > 0)
        #expect((telemetry["p50Seconds"]?.double ?? 0) > 0)
        #expect((frames.last?["connections"]?.integer ?? 0) >= 1)
        #expect((frames.last?["openFiles"]?.integer ?? 0) > 3)
        #expect((frames.last?["memoryBytes"]?.integer ?? 0) > 1_000_000)
        #expect((frames.last?["upSeconds"]?.double ?? -1) >= 0)
        let line = try story.cairn("top", "--count", "1", "--interval", "0.2").text
        #expect(line.contains("requests/s"))
        #expect(!line.contains("\u{1B}"), "no terminal, nothing for one")
    }

    @Test(arguments: ["q", "\u{3}"])
    func `on a terminal it draws screens, follows the size, and leaves it as it was`(
        key: String
    ) throws {
        let story = try Story()
        let terminal = try PseudoTerminal(columns: 80, rows: 24)
        let top = try story.cairn(on: terminal, "top", "--interval", "0.1")
        let patience = Story.patienceSeconds
        try terminal.look(withinSeconds: patience) { _ in
            terminal.screen.contains { $0.hasPrefix("telemetry") }
        }
        #expect(!terminal.isUsual)
        #expect(terminal.screen.allSatisfy { $0.count <= 80 })
        terminal.setSize(columns: 40, rows: 6)
        try terminal.look(withinSeconds: patience) { _ in
            terminal.screen.count == 6 && terminal.screen.allSatisfy { $0.count <= 40 }
        }
        terminal.press(key)
        #expect(try top.end(withinSeconds: patience).status == 0)
        try terminal.look(withinSeconds: patience) { $0.hasSuffix("\u{1B}[?25h\u{1B}[?1049l") }
        #expect(terminal.isUsual)
    }
}
