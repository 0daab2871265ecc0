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
        let telemetry = try #require(families.first { $0["family"] == "telemetry" })
        #expect((telemetry["requestsPerSecond"]?.number?.double ?? 0) > 0)
        #expect((telemetry["p50Seconds"]?.number?.double ?? 0) > 0)
        #expect((frames.last?["connections"]?.integer ?? 0) >= 1)
        #expect((frames.last?["openFiles"]?.integer ?? 0) > 3)
        #expect((frames.last?["memoryBytes"]?.integer ?? 0) > 1_000_000)
        #expect((frames.last?["upSeconds"]?.number?.double ?? -1) >= 0)
        let line = try story.cairn("top", "--count", "1", "--interval", "0.2").text
        #expect(line.contains("requests/s"))
        #expect(!line.contains("\u{1B}"), "no terminal, nothing for one")
    }
}
